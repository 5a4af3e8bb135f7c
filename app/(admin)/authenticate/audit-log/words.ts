// What an action is called. Actions come from all over lib: one that has no words yet is shown by its code. Used by the list of
// entries and by the filters.
import { useTranslations } from "next-intl";

export function useActionWords(): (action: string) => string {
  const t = useTranslations("audit-log");
  return (action) => {
    const key = `actions.${action}` as "actions.batch.confirmed";
    return t.has(key) ? t(key) : action;
  };
}
