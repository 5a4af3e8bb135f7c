"use client";
// Copies a text that stands on the page. Used by the page of the API.
import { Copy, Check as Tick } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";

export function CopyText({ text }: { text: string }) {
  const t = useTranslations("api-access.reference");
  const [came, setCame] = useState<"copied" | "notCopied">();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCame("copied");
    } catch {
      // Not allowed by this browser; the text stands below, to be copied by hand.
      setCame("notCopied");
    }
  };
  return (
    <>
      <Button small onClick={copy}>
        {came === "copied" ? <Tick className="i" /> : <Copy className="i" />}
        {t(came ?? "copy")}
      </Button>
      <p className="sr" role="status">
        {came ? t(came) : ""}
      </p>
    </>
  );
}
