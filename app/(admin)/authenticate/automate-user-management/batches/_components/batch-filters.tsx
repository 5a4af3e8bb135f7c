// The filters over the list of batches: days, state, admin, reference. Used by the page of all batches.
import { useTranslations } from "next-intl";
import { Button } from "@/app/_components/button";
import { Field, Select } from "@/app/_components/field";
import type { Person } from "@/lib/batches";
import { BATCH_STATES } from "@/lib/outcomes";
import { BATCHES } from "../batch-paths";
import type { Asked } from "../batch-query";
import { AddressForm } from "./address-form";

export function BatchFilters({ asked, admins }: { asked: Asked; admins: Person[] }) {
  const t = useTranslations("batches");
  return (
    <AddressForm
      action={BATCHES}
      label={t("list.filters")}
      values={asked}
      zone
      className="tools mb-3 flex-wrap max-phone:grid max-phone:grid-cols-2 max-phone:[&_::-webkit-calendar-picker-indicator]:hidden max-phone:[&>.grow]:col-span-2"
    >
      <Field
        label={t("list.from")}
        labelHidden
        icon={<Before>{t("list.from")}</Before>}
        type="date"
        name="from"
        defaultValue={asked.from}
      />
      <Field
        label={t("list.to")}
        labelHidden
        icon={<Before>{t("list.to")}</Before>}
        type="date"
        name="to"
        defaultValue={asked.to}
      />
      <Select label={t("list.state")} labelHidden name="state" defaultValue={asked.state ?? ""}>
        <option value="">{t("list.anyState")}</option>
        {BATCH_STATES.map((state) => (
          <option key={state} value={state}>
            {t(`states.${state}`)}
          </option>
        ))}
      </Select>
      <Select label={t("list.admin")} labelHidden name="admin" defaultValue={asked.admin ?? ""}>
        <option value="">{t("list.anyAdmin")}</option>
        {admins.map(({ adminId, name }) => (
          <option key={adminId} value={adminId}>
            {name}
          </option>
        ))}
      </Select>
      <Field
        label={t("list.reference")}
        labelHidden
        grow
        type="search"
        name="reference"
        placeholder={t("list.reference")}
        defaultValue={asked.reference}
        maxLength={200}
        autoComplete="off"
      />
      <Button type="submit" className="max-phone:col-span-2 max-phone:h-11">
        {t("list.apply")}
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
