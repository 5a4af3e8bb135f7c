// The size of a file in the reader's words (spec 2, step 10). Used by every dialog with an upload, and by a batch's page.
import { useFormatter, useTranslations } from "next-intl";

const KB = 1024;

/** `Less than 1kB` below 1024 bytes (small within a line), else `48 kB` or `8 MB`, rounded. */
export function useSize(): (bytes: number, within?: boolean) => string {
  const t = useTranslations("uploads.size");
  const format = useFormatter();
  return (bytes, within) => {
    if (bytes < KB) return t(within ? "lessWithin" : "less");
    const kilobytes = Math.round(bytes / KB);
    if (kilobytes < KB) return t("kB", { size: format.number(kilobytes) });
    return t("MB", { size: format.number(Math.round(bytes / KB / KB)) });
  };
}
