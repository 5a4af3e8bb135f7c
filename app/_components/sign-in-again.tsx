"use client";
// A new sign-in at the provider of single sign-on, in a window of its own: the page with its dialog, and all that was typed and chosen
// in it, stays at the step that asked. Used by password-again.tsx; the window ends at /account/signed-in-again, which tells it here.
import { ExternalLink, UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, type Ref, useEffect, useEffectEvent, useState } from "react";
import { Notice } from "./notice";

/** The provider's window and this one share no handle (Cross-Origin-Opener-Policy), so word comes over a channel of the origin. */
const CHANNEL = "learning-admin.signed-in-again";

export const tellSignedInAgain = (): void => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("done");
  channel.close();
};

const WAY = "/sign-in/single-sign-on?for=again";

/** `onTried`: they went there or came back, so that the deed may be tried. */
export function SignInAgain({ ref, onTried }: { ref: Ref<HTMLAnchorElement>; onTried: () => void }) {
  const t = useTranslations("components.signInAgain");
  const [done, setDone] = useState(false);

  const heard = useEffectEvent(() => {
    setDone(true);
    onTried();
  });

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = heard;
    return () => channel.close();
  }, []);

  const go = (event: MouseEvent) => {
    onTried();
    // Where no window may be opened the link leads to a tab.
    if (window.open(WAY, "_blank", "popup,width=520,height=720")) event.preventDefault();
  };
  if (done)
    return (
      <Notice tone="info" icon={<UserRoundCheck className="i" />} title={t("doneTitle")} alert>
        {t("done")}
      </Notice>
    );
  return (
    <Notice tone="info" icon={<UserRoundCheck className="i" />} title={t("title")}>
      <p>{t("text")}</p>
      <a ref={ref} href={WAY} target="_blank" rel="noopener" className="btn mt-2 max-phone:h-11" onClick={go}>
        <ExternalLink className="i" />
        {t("go")}
      </a>
    </Notice>
  );
}
