"use client";
// The toasts themselves, by Base UI: stacked, paused under the pointer, read out politely. Used by toast, which fetches it when needed.
import { Toast } from "@base-ui/react/toast";
import { CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Said } from "./toast";

export default function ShownToasts({ said }: { said: Said }) {
  return (
    <Toast.Provider limit={3} timeout={6000}>
      <Shown said={said} />
    </Toast.Provider>
  );
}

function Shown({ said }: { said: Said }) {
  const t = useTranslations("components");
  const { toasts, add } = Toast.useToastManager();
  const shown = useRef(0);

  useEffect(() => {
    if (said.id === shown.current) return;
    shown.current = said.id;
    add({ title: said.text });
  }, [said, add]);

  return (
    <Toast.Portal>
      <Toast.Viewport className="toasts" aria-label={t("toasts")}>
        {toasts.map((toast) => (
          <Toast.Root key={toast.id} toast={toast} className="toast" swipeDirection={["down", "right"]}>
            <CircleCheck className="i" />
            <Toast.Title />
            <Toast.Close className="icon-btn" aria-label={t("dismiss")}>
              <X className="i" />
            </Toast.Close>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  );
}
