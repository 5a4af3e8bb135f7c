// A span of time in the reader's words: `23 s`, `4 min`, `2 h 10 min`. Used for the time left and the time taken.
import { useTranslations } from "next-intl";

/** Rounded up, to the two largest units at most. */
export function useDuration(): (seconds: number) => string {
  const t = useTranslations("batches.time");
  return (seconds) => {
    if (seconds < 90) return t("seconds", { count: Math.max(1, Math.ceil(seconds)) });
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 90) return t("minutes", { count: minutes });
    return t("hours", { hours: Math.floor(minutes / 60), count: minutes % 60 });
  };
}
