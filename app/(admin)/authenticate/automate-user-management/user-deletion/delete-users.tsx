"use client";
// The button Delete users, and the dialog it opens; also opens it for the batch that the address names. Used by section.tsx.
// The dialog is loaded when it is wanted: most visits to the page only look.
import { Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { rememberBatch } from "./dialog/address";

const load = () => import("./dialog/deletion-dialog").then(({ DeletionDialog }) => DeletionDialog);
const DeletionDialog = dynamic(load, { ssr: false });

export function DeleteUsers({ organization }: { organization: string }) {
  const t = useTranslations("deletion");
  const named = useSearchParams().get("batch");
  const [visit, setVisit] = useState<{ number: number; open: boolean; batchId?: string }>({ number: 0, open: false });
  /** The batch that the dialog put into the address itself, or was opened for. */
  const known = useRef<string | null>(null);

  useEffect(() => {
    if (named === known.current) return;
    known.current = named;
    if (named) setVisit(({ number }) => ({ number: number + 1, open: true, batchId: named }));
  }, [named]);

  const onBatch = useCallback((batchId: string | null) => {
    known.current = batchId;
    rememberBatch(batchId);
  }, []);

  return (
    <>
      <Button
        kind="danger-quiet"
        aria-haspopup="dialog"
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setVisit(({ number }) => ({ number: number + 1, open: true }))}
      >
        <Trash2 className="i" />
        {t("deleteUsers")}
      </Button>
      {visit.number > 0 ? (
        <DeletionDialog
          key={visit.number}
          open={visit.open}
          asked={visit.batchId}
          organization={organization}
          onBatch={onBatch}
          onClose={() => setVisit(({ number }) => ({ number, open: false }))}
        />
      ) : null}
    </>
  );
}
