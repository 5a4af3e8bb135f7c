// The filters over the audit log: who, what, when. Used by the page Audit log.
import { useTranslations } from "next-intl";
import { Button } from "@/app/_components/button";
import { Field, Select } from "@/app/_components/field";
import { AddressForm } from "../automate-user-management/batches/_components/address-form";
import { type Asked, AUDIT_LOG } from "./address";
import { useActionWords } from "./words";

export function Filters({
  asked,
  admins,
  actions,
}: {
  asked: Asked;
  admins: { adminId: number; name: string }[];
  actions: string[];
}) {
  const t = useTranslations("audit-log");
  const words = useActionWords();
  return (
    <AddressForm
      action={AUDIT_LOG}
      label={t("filters")}
      values={asked}
      zone
      className="tools flex-wrap max-phone:grid max-phone:grid-cols-2 max-phone:[&_::-webkit-calendar-picker-indicator]:hidden"
    >
      <Field
        label={t("from")}
        labelHidden
        icon={<Before>{t("from")}</Before>}
        type="date"
        name="from"
        defaultValue={asked.from}
      />
      <Field
        label={t("to")}
        labelHidden
        icon={<Before>{t("to")}</Before>}
        type="date"
        name="to"
        defaultValue={asked.to}
      />
      <Select label={t("who")} labelHidden name="who" defaultValue={asked.who ?? ""}>
        <option value="">{t("anybody")}</option>
        <option value="product">{t("product")}</option>
        {admins.map(({ adminId, name }) => (
          <option key={adminId} value={adminId}>
            {name}
          </option>
        ))}
      </Select>
      <Select label={t("what")} labelHidden name="what" defaultValue={asked.what ?? ""}>
        <option value="">{t("anything")}</option>
        {actions.map((action) => (
          <option key={action} value={action}>
            {words(action)}
          </option>
        ))}
      </Select>
      <Button type="submit" className="max-phone:col-span-2 max-phone:h-11">
        {t("apply")}
      </Button>
    </AddressForm>
  );
}

/** The label seen, within the field; the label heard is the field's own. */
function Before({ children }: { children: string }) {
  return (
    <span className="muted" aria-hidden="true">
      {children}
    </span>
  );
}
