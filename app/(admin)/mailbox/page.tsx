// Owns /mailbox: the mails kept to be read while no mail provider is configured (spec 10). For full admins, their organization's.
// Called by Next.
import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Empty } from "@/app/_components/empty";
import { Pager, Range } from "@/app/_components/pager";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { Cards, RowLink, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import { requireFullAdmin } from "@/lib/auth";
import { type KeptMailEntry, keepsMails, listKeptMails, MAILS_A_PAGE } from "@/lib/mails";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("mailbox"))("title") };
}

export default async function MailboxPage({ searchParams }: { searchParams: Promise<{ page?: string | string[] }> }) {
  const admin = await requireFullAdmin();
  if (!keepsMails()) notFound();
  const [t, { page: asked }] = await Promise.all([getTranslations("mailbox"), searchParams]);
  const page = typeof asked === "string" && /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1;
  const { mails, total } = await listKeptMails(admin, page);
  const from = (page - 1) * MAILS_A_PAGE;
  return (
    <Sheet>
      <PageHead title={t("title")} lead={t("lead")} />
      <div className="pad">{mails.length ? <Mails mails={mails} /> : <Empty>{t("empty")}</Empty>}</div>
      {mails.length ? (
        <div className="foot">
          <Range from={from + 1} to={from + mails.length} total={total} />
          <div className="ml-auto">
            <Pager
              {...(page > 1 ? { back: pageRoute(page - 1) } : {})}
              {...(from + mails.length < total ? { on: pageRoute(page + 1) } : {})}
            />
          </div>
        </div>
      ) : null}
    </Sheet>
  );
}

const pageRoute = (page: number) => `/mailbox?page=${page}` as Route;
const mailRoute = (id: string) => `/mailbox/${id}` as Route;

async function Mails({ mails }: { mails: KeptMailEntry[] }) {
  const t = await getTranslations("mailbox");
  return (
    <>
      <Table caption={t("title")} cards>
        <thead>
          <tr>
            <th scope="col">{t("subject")}</th>
            <th scope="col">{t("to")}</th>
            <th scope="col">{t("kept")}</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <tr key={mail.id} className="go">
              <td>
                <RowLink href={mailRoute(mail.id)}>{mail.subject}</RowLink>
              </td>
              <td className="soft addr">{mail.recipient}</td>
              <td className="soft nowrap">
                <Time at={mail.sentAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("title")}>
        {mails.map((mail) => (
          <li key={mail.id} className="go">
            <RowLink href={mailRoute(mail.id)}>{mail.subject}</RowLink>
            <span className="sub">
              <span className="addr">{mail.recipient}</span>
              <Time at={mail.sentAt} />
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}
