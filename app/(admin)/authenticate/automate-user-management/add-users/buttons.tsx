"use client";
// The buttons Add a user and Upload CSV, and the dialogs they open; also opens the upload for the list that the address names.
// Used by section.tsx. The dialogs are loaded when they are wanted: most visits to the page only look.
import { FileUp, UserRoundPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { rememberList } from "../_upload/address";

const loadForm = () => import("./add-user-dialog").then(({ AddUserDialog }) => AddUserDialog);
const loadUpload = () => import("./dialog/upload-dialog").then(({ UploadDialog }) => UploadDialog);
const AddUserDialog = dynamic(loadForm, { ssr: false });
const UploadDialog = dynamic(loadUpload, { ssr: false });

/** What the address calls the list that the dialog is about. */
const NAME = "adding";

/** `group` is the default group's name, for the help under the field. */
export function AddUsersButtons({ group }: { group: string | null }) {
  const t = useTranslations("add-users");
  const named = useSearchParams().get(NAME);
  const [form, setForm] = useState({ number: 0, open: false });
  const [visit, setVisit] = useState<{ number: number; open: boolean; listId?: string }>({ number: 0, open: false });
  /** The list that the dialog put into the address itself, or was opened for. */
  const known = useRef<string | null>(null);

  useEffect(() => {
    if (named === known.current) return;
    known.current = named;
    if (named) setVisit(({ number }) => ({ number: number + 1, open: true, listId: named }));
  }, [named]);

  const onList = useCallback((listId: string | null) => {
    known.current = listId;
    rememberList(NAME, "add-users", listId);
  }, []);

  return (
    <div className="flex flex-wrap gap-2">
      <Button
        aria-haspopup="dialog"
        onPointerEnter={() => void loadForm()}
        onFocus={() => void loadForm()}
        onClick={() => setForm(({ number }) => ({ number: number + 1, open: true }))}
      >
        <UserRoundPlus className="i" />
        {t("addUser")}
      </Button>
      <Button
        aria-haspopup="dialog"
        onPointerEnter={() => void loadUpload()}
        onFocus={() => void loadUpload()}
        onClick={() => setVisit(({ number }) => ({ number: number + 1, open: true }))}
      >
        <FileUp className="i" />
        {t("uploadCsv")}
      </Button>
      {form.number > 0 ? (
        <AddUserDialog
          key={`form ${form.number}`}
          open={form.open}
          group={group}
          onClose={() => setForm(({ number }) => ({ number, open: false }))}
        />
      ) : null}
      {visit.number > 0 ? (
        <UploadDialog
          key={`upload ${visit.number}`}
          open={visit.open}
          asked={visit.listId}
          onList={onList}
          onClose={() => setVisit(({ number }) => ({ number, open: false }))}
        />
      ) : null}
    </div>
  );
}
