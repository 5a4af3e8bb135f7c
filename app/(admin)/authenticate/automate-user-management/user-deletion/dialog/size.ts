// The size of a file in the reader's words (spec 2, step 10). Used by the dialog's steps.
import { useFormatter, useTranslations } from "next-intl";

const KB = 1024;

/** `Less than 1kB` below 1024 bytes (small within a line), else `48 kB` or `8 MB`, rounded. */
export function useSize(): (bytes: number, within?: boolean) => string {
  const t = useTranslations("deletion");
  const format = useFormatter();
  return (bytes, within) => {
    if (bytes < KB) return t(within ? "size.lessWithin" : "size.less");
    const kilobytes = Math.round(bytes / KB);
    if (kilobytes < KB) return t("size.kB", { size: format.number(kilobytes) });
    return t("size.MB", { size: format.number(Math.round(bytes / KB / KB)) });
  };
}
