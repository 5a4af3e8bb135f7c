// The page that a recipient's mail links to (spec 8): it asks, and its button confirms. Opening it changes nothing, however often.
// Open to anybody who has the link; a link that is none, used or too old gets one and the same answer.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Alone } from "@/app/_components/message";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { askedByLink } from "@/lib/notifications";
import { ConfirmRecipient } from "./confirm-recipient";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notifications"))("page.title"), robots: { index: false, follow: false } };
}

export default async function RecipientPage({ params }: PageProps<"/recipients/[link]">) {
  const { link } = await params;
  const [frame, asked] = await Promise.all([getTranslations("frame"), askedByLink(link)]);
  return (
    <Alone brand={frame("product")}>
      <ClientMessages nouns={["notifications"]}>
        <ConfirmRecipient link={link} start={asked ? { at: "asked", ...asked } : { at: "over" }} />
      </ClientMessages>
    </Alone>
  );
}
