// What the page Retained references was asked for, as it stands in the address, and the addresses of its neighbours. Pure.
// Used by the page and by the file; whatever is malformed is as if it had not been asked.
import type { Route } from "next";
import { PRODUCTS, type Product, type ReferencePlace } from "@/lib/references";

export const REFERENCES = "/authenticate/retained-references";

type Asked = Record<string, string | string[] | undefined>;

export function readAddress(asked: Asked): { product: Product | undefined; place: ReferencePlace | undefined } {
  const id = (name: string) => {
    const value = asked[name];
    return typeof value === "string" && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined;
  };
  const [after, before] = [id("after"), id("before")];
  return {
    product: PRODUCTS.find((name) => name === asked.product),
    place: after ? { id: after } : before ? { id: before, back: true } : undefined,
  };
}

export function addressOf(product: Product | undefined, place?: ReferencePlace, path = REFERENCES): Route {
  const asked = new URLSearchParams();
  if (product) asked.set("product", product);
  if (place) asked.set(place.back ? "before" : "after", String(place.id));
  const text = asked.toString();
  return (text ? `${path}?${text}` : path) as Route;
}
