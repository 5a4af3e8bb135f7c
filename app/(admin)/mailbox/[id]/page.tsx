// Owns one kept mail: whom it was for, how it looks, its links, its text (spec 10). Only while no mail provider is configured.
// Called by Next.
import type { Metadata, Route } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { Time } from "@/app/_components/time";
import { requireFullAdmin } from "@/lib/auth";
import { readKeptMail } from "@/lib/mails";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("mailbox"))("title") };
}

export default async function KeptMailPage({ params }: { params: Promise<{ id: string }> }) {
  const admin = await requireFullAdmin();
  const mail = await readKeptMail(admin, (await params).id);
  if (!mail) notFound();
  const [t, head] = await Promise.all([getTranslations("mailbox"), headers()]);
  const links = [...new Set(mail.text.match(/https?:\/\/\S+/g))];
  return (
    <Sheet>
      <PageHead title={mail.subject} crumbs={[{ label: t("title"), href: "/mailbox" as Route }]} />
      <div className="pad grid gap-6 pb-8">
        <dl className="facts max-w-[640px]">
          <div>
            <dt>{t("from")}</dt>
            <dd className="wrap-anywhere">{mail.from}</dd>
          </div>
          <div>
            <dt>{t("to")}</dt>
            <dd className="wrap-anywhere">{mail.recipient}</dd>
          </div>
          <div>
            <dt>{t("kept")}</dt>
            <dd>
              <Time at={mail.sentAt} form="full" />
            </dd>
          </div>
        </dl>
        <iframe
          className="box h-[820px] w-full max-w-[700px]"
          title={t("html")}
          // No scripts, no forms, an origin of nobody's. A click may lead this window on, or download.
          sandbox="allow-top-navigation-by-user-activation allow-downloads"
          srcDoc={framed(mail.html, head.get("x-nonce"))}
        />
        {links.length ? (
          <section>
            <h2 className="strong mb-1">{t("links")}</h2>
            <ul>
              {links.map((link) => (
                <li key={link} className="wrap-anywhere">
                  <a className="link" href={link}>
                    {link}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <section>
          <h2 className="strong mb-1">{t("text")}</h2>
          <pre className="soft max-w-[76ch] whitespace-pre-wrap wrap-anywhere font-sans">{mail.text}</pre>
        </section>
      </div>
    </Sheet>
  );
}

/** The mail's own HTML, whose links lead this window on. It is under the page's policy: its style element needs the nonce. */
function framed(html: string, nonce: string | null): string {
  return html
    .replace("<head>", '<head><base target="_top">')
    .replace(/<style>/g, nonce ? `<style nonce="${nonce}">` : "<style>");
}
