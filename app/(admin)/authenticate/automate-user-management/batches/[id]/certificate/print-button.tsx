"use client";
// Opens the browser's print dialog, which also saves as PDF. Used by the certificate.
import { Printer } from "lucide-react";
import { Button } from "@/app/_components/button";

export function PrintButton({ label }: { label: string }) {
  return (
    <Button kind="primary" onClick={() => window.print()}>
      <Printer className="i" />
      {label}
    </Button>
  );
}
