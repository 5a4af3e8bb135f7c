"use client";
// The root layout itself failed, so there are no words and no theme from the server: English or Indonesian by the cookie, else by
// the browser. Used by Next as the last resort; it stands alone on purpose.
import "./globals.css";
import { useSyncExternalStore } from "react";
import { Alone, Message } from "./_components/message";
import { chosenLanguage, LANGUAGE_COOKIE } from "./_i18n/languages";
import en from "./_i18n/messages/en/errors.json";
import id from "./_i18n/messages/id/errors.json";
import { fonts } from "./_look/fonts";

const never = () => () => {};

function browserLanguage() {
  const cookie = new RegExp(`(?:^|; )${LANGUAGE_COOKIE}=(\\w+)`).exec(document.cookie)?.[1];
  return chosenLanguage(cookie, navigator.languages.join(","));
}

export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  const language = useSyncExternalStore(never, browserLanguage, () => "en" as const);
  const words = { en, id }[language];
  return (
    <html lang={language} className={fonts}>
      <body>
        <title>{words.failedTitle}</title>
        <Alone brand="Learning Admin" wide>
          <Message
            title={words.failedTitle}
            actions={
              <button type="button" className="btn primary" onClick={() => retry()}>
                {words.retry}
              </button>
            }
          >
            {words.failedText}
          </Message>
        </Alone>
      </body>
    </html>
  );
}
