// A span of time in the reader's words: `23 s`, `4 min`, `2 h 10 min`. Used for the time left and the time taken.
import { useTranslations } from "next-intl";
import { durationParts } from "./batch-progress";

export function useDuration(): (seconds: number) => string {
  const t = useTranslations("batches.time");
  return (seconds) => {
    const { form, ...parts } = durationParts(seconds);
    return t(form, parts);
  };
}
