// next-auth's own addresses (csrf, callback, sign-out). Called by next-auth's client and, once configured, single sign-on.

import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth";

const answer = (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }) =>
  NextAuth(request as never, context as never, nextAuthOptions()) as Promise<Response>;

export { answer as GET, answer as POST };
