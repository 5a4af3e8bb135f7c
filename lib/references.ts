// What stays of a deleted learner's seats in other products (spec 7): product, the product's own account number, the date.
// Written by lib/processing in the transaction that deletes; read by the page Retained references.
import { sql, transaction } from "@/db/client";
import { product } from "@/db/schema/organizations";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "./audit";
import { spreadsheetRecords } from "./csv";

export const PRODUCTS = product.enumValues;
export type Product = (typeof PRODUCTS)[number];

export type Reference = { id: number; product: Product; accountNumber: string; deletedAt: Date };

export const REFERENCES_A_PAGE = 50;
/** Counted so far and no further; more are shown as *10,000+*. */
export const MOST_COUNTED = 10_000;

/** A place between two pages: older than the reference named, or with `back` newer. */
export type ReferencePlace = { id: number; back?: boolean };

/** Products the organization has, and those of which references are kept, in the order of the schema, with their number. */
export async function referenceProducts({
  organizationId,
}: FullAdmin): Promise<{ product: Product; has: boolean; count: number }[]> {
  return sql<{ product: Product; has: boolean; count: number }[]>`
    select p.product, o.product is not null as has, counted.count
    from unnest(enum_range(null::product)) as p(product)
    left join organization_products o on o.organization_id = ${organizationId} and o.product = p.product
    cross join lateral (
      select count(*) as count from (
        select 1 from product_references r where r.organization_id = ${organizationId} and r.product = p.product limit ${MOST_COUNTED + 1}) as counted_so_far
    ) as counted
    where o.product is not null or counted.count > 0
    order by p.product`;
}

/**
 * One page, newest first, along the primary key or product_references_by_product. `next` and `previous` are the places of the
 * pages beside it, where there are any.
 */
export async function listReferences(
  { organizationId }: FullAdmin,
  only?: Product,
  place?: ReferencePlace,
): Promise<{ references: Reference[]; next?: ReferencePlace; previous?: ReferencePlace }> {
  const rows = await sql<Reference[]>`
    select id, product, account_number as "accountNumber", deleted_at as "deletedAt" from product_references
    where organization_id = ${organizationId} ${only ? sql`and product = ${only}` : sql``}
      ${place ? (place.back ? sql`and id > ${place.id}` : sql`and id < ${place.id}`) : sql``}
    ${place?.back ? sql`order by id` : sql`order by id desc`} limit ${REFERENCES_A_PAGE + 1}`;
  const references = rows.slice(0, REFERENCES_A_PAGE);
  if (place?.back) references.reverse();
  const more = rows.length > REFERENCES_A_PAGE;
  const [first, last] = [references.at(0), references.at(-1)];
  return {
    references,
    ...(last && (more || place?.back) ? { next: { id: last.id } } : {}),
    ...(first && (place?.back ? more : place) ? { previous: { id: first.id, back: true } } : {}),
  };
}

/** The file's columns. It is never read back: it leads to nobody. */
export const REFERENCE_COLUMNS = ["product", "account_number", "deleted_on"] as const;

const PORTION = 5000;

/** The list as a file that the reader's Excel opens, newest first; days are those of UTC. The download stands in the audit log. */
export async function exportReferences(
  admin: FullAdmin,
  language: "en" | "id",
  only?: Product,
): Promise<ReadableStream<Uint8Array>> {
  const { organizationId, adminId, address } = admin;
  await transaction((tx) =>
    appendAudit(tx, {
      organizationId,
      adminId,
      action: "references.downloaded",
      details: { product: only ?? null },
      address,
    }),
  );
  const encoder = new TextEncoder();
  const lines = (rows: string[][]) => encoder.encode(spreadsheetRecords(rows, language === "id" ? ";" : ","));
  let before: number | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("\ufeff"));
      controller.enqueue(lines([[...REFERENCE_COLUMNS]]));
    },
    // Portion by portion: between two, no connection is held, however slowly the file is taken.
    async pull(controller) {
      const some = await sql<{ id: number; product: string; account_number: string; day: string }[]>`
        select id, product, account_number, to_char(deleted_at at time zone 'UTC', 'YYYY-MM-DD') as day from product_references
        where organization_id = ${organizationId} ${only ? sql`and product = ${only}` : sql``}
          ${before === undefined ? sql`` : sql`and id < ${before}`}
        order by id desc limit ${PORTION}`;
      if (some.length > 0) controller.enqueue(lines(some.map((row) => [row.product, row.account_number, row.day])));
      before = some.at(-1)?.id;
      if (some.length < PORTION) controller.close();
    },
  });
}
