"use client";
// Says in passing that something was done; never an error, which must stay until it is read. Mounted once by the root layout,
// used by client components through useToast.
import { Toast } from "@base-ui/react/toast";
import { CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback } from "react";

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider limit={3} timeout={6000}>
      {children}
      <Shown />
    </Toast.Provider>
  );
}

function Shown() {
  const t = useTranslations("components");
  const { toasts } = Toast.useToastManager();
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

/** `const done = useToast(); done(t("saved"))` */
export function useToast(): (text: string) => void {
  const { add } = Toast.useToastManager();
  return useCallback((text: string) => void add({ title: text }), [add]);
}
