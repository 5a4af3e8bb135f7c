// Hands the words of a few nouns to the client components below it; the rest of the messages stay on the server.
// Used by the root layout for the frame, and by a page around a client component with words of its own.
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Noun } from "./messages";

/** Every page has these: generic words of _components, the frame, and error.tsx, which must be a client component. */
const EVERYWHERE: Noun[] = ["components", "errors", "frame"];

/** A provider inside another replaces its messages, so the nouns of every page are always among them. */
export async function ClientMessages({ nouns = [], children }: { nouns?: Noun[]; children: ReactNode }) {
  const all = await getMessages();
  const messages = Object.fromEntries([...new Set([...EVERYWHERE, ...nouns])].map((noun) => [noun, all[noun]]));
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
