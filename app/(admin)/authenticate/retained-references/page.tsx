// Retained references (spec 7): what stays of deleted learners' seats in other products. Full admins only. Called by Next.
import { Download } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_components/button";
import { Chip, Chips } from "@/app/_components/chip";
import { Empty } from "@/app/_components/empty";
import { Figure } from "@/app/_components/figure";
import { Notice } from "@/app/_components/notice";
import { Pager } from "@/app/_components/pager";
import { PageHead } from "@/app/_components/sheet";
import { Cards, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import { requireFullAdmin } from "@/lib/auth";
import { listReferences, MOST_COUNTED, type Product, type Reference, referenceProducts } from "@/lib/references";
import { AuthenticateSwitch } from "../../_frame/links";
import { addressOf, REFERENCES, readAddress } from "./address";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("retained-references"))("title") };
}

type Counted = { product: Product; has: boolean; count: number };

export default async function RetainedReferences({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const admin = await requireFullAdmin();
  const t = await getTranslations("retained-references");
  const { product, place } = readAddress(await searchParams);
  const [products, { references, next, previous }] = await Promise.all([
    referenceProducts(admin),
    listReferences(admin, product, place),
  ]);
  // A place that is none any more leads to the first page.
  if (place && references.length === 0) redirect(addressOf(product));
  const any = products.some(({ count }) => count > 0);
  return (
    <>
      <PageHead
        above={<AuthenticateSwitch />}
        title={t("title")}
        lead={t("lead")}
        actions={
          any ? (
            <ButtonLink href={addressOf(product, undefined, `${REFERENCES}/references.csv`)} download>
              <Download className="i" />
              {t("download")}
            </ButtonLink>
          ) : null
        }
      />
      <div className="pad grid grid-cols-[minmax(0,1fr)] content-start gap-3 pb-6">
        {products.length > 0 ? (
          <>
            <Notice title={t("whatTitle")}>{t("what")}</Notice>
            <ByProduct products={products} on={product} />
            {references.length > 0 ? (
              <References references={references} />
            ) : (
              <Empty>{product && any ? t("noneOf", { product: t(`products.${product}`) }) : t("empty")}</Empty>
            )}
          </>
        ) : (
          <Empty>{t("noProduct", { organization: admin.organizationName })}</Empty>
        )}
      </div>
      {next || previous ? (
        <div className="foot justify-end">
          <Pager
            {...(previous ? { back: addressOf(product, previous) } : {})}
            {...(next ? { on: addressOf(product, next) } : {})}
          />
        </div>
      ) : null}
    </>
  );
}

async function ByProduct({ products, on }: { products: Counted[]; on: Product | undefined }) {
  const t = await getTranslations("retained-references");
  const sum = products.reduce((total, { count }) => total + count, 0);
  const figure = (count: number) =>
    count > MOST_COUNTED ? t("over", { most: MOST_COUNTED }) : <Figure value={count} />;
  return (
    // A fieldset is as wide as its content unless told otherwise; on a phone the chips scroll.
    <div className="[&>fieldset]:min-w-0">
      <Chips label={t("filter")}>
        <Chip on={on === undefined} href={addressOf(undefined)} label={t("all")} count={figure(sum)} />
        {products.map(({ product, count }) => (
          <Chip
            key={product}
            on={on === product}
            href={addressOf(product)}
            label={t(`products.${product}`)}
            count={figure(count)}
          />
        ))}
      </Chips>
    </div>
  );
}

async function References({ references }: { references: Reference[] }) {
  const t = await getTranslations("retained-references");
  return (
    <>
      <Table caption={t("title")} cards>
        <thead>
          <tr>
            <th scope="col">{t("product")}</th>
            <th scope="col">{t("accountNumber")}</th>
            <th scope="col">{t("deletedOn")}</th>
          </tr>
        </thead>
        <tbody>
          {references.map(({ id, product, accountNumber, deletedAt }) => (
            <tr key={id}>
              <td>{t(`products.${product}`)}</td>
              <td className="mono">{accountNumber}</td>
              <td className="soft nowrap">
                <Time at={deletedAt} form="day" />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("title")}>
        {references.map(({ id, product, accountNumber, deletedAt }) => (
          <li key={id}>
            <span>{t(`products.${product}`)}</span>
            <span className="sub">
              <span className="mono">{accountNumber}</span>
              <Time at={deletedAt} form="day" />
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}
