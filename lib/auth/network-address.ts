// Owns where a request came from. A forwarded address is believed only from whom TRUST_PROXY names (spec section 11).
// Called by sign-in.ts and by whoever appends to the audit log.
import { AsyncLocalStorage } from "node:async_hooks";
import { Server } from "node:http";
import { BlockList, isIP } from "node:net";
import { headers } from "next/headers";
import { env } from "@/lib/env";

/**
 * Lets networkAddress know the other end of the socket, which Next does not pass on: what it does pass, x-forwarded-for, is
 * the caller's own word when the caller sent one. Holds from the request after the one that loaded this file.
 */
function rememberPeers(): AsyncLocalStorage<string | undefined> {
  const peers = new AsyncLocalStorage<string | undefined>();
  const emit = Server.prototype.emit as (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
    if (event !== "request") return emit.call(this, event, ...args);
    const { socket } = args[0] as { socket: { remoteAddress?: string } };
    return peers.run(socket.remoteAddress, () => emit.call(this, event, ...args));
  };
  return peers;
}

// Once a process, whichever bundle comes first: pages and route handlers may each have this file as a module of their own.
const shared = globalThis as { learningAdminPeers?: AsyncLocalStorage<string | undefined> };
shared.learningAdminPeers ??= rememberPeers();

/** The caller's network address, or undefined where it cannot be known. */
export async function networkAddress(): Promise<string | undefined> {
  const forwarded = (await headers()).get("x-forwarded-for");
  return callerOf(shared.learningAdminPeers?.getStore(), forwarded, env().TRUST_PROXY);
}

/**
 * Pure. `trust` is either how many proxies stand in front (`1`), or which, as addresses and networks by comma
 * (`10.0.0.0/8, 127.0.0.1`); without it the other end of the socket is the caller. Each proxy appends whom it heard from,
 * so the list is read from its end, and no further left than the trusted reach.
 */
export function callerOf(
  peer: string | undefined,
  forwarded: string | null,
  trust: string | undefined,
): string | undefined {
  const nearest = plainAddress(peer);
  if (!trust) return nearest;
  const chain = (forwarded ?? "").split(",").map((part) => plainAddress(part));
  if (/^\d+$/.test(trust)) {
    const reach = Number(trust);
    if (nearest) chain.push(nearest);
    const at = nearest ? chain.length - 1 - reach : chain.length - reach;
    return chain[Math.max(0, at)] ?? nearest;
  }
  const trusted = trustedNetworks(trust);
  let caller = nearest;
  while (caller && chain.length > 0 && isTrusted(trusted, caller)) {
    const next = chain.pop();
    if (!next) break;
    caller = next;
  }
  return caller;
}

/** Without port, brackets, zone, or the IPv6 dress of an IPv4 address. */
function plainAddress(text: string | undefined): string | undefined {
  const bare = (text ?? "")
    .trim()
    .replace(/^\[([^\]]+)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return isIP(bare) ? bare.toLowerCase() : undefined;
}

function trustedNetworks(trust: string): BlockList {
  const list = new BlockList();
  for (const part of trust.split(",")) {
    const [address = "", bits] = part.trim().split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (!isIP(address)) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const isTrusted = (list: BlockList, address: string) => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
