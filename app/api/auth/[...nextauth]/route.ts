// next-auth's own addresses (csrf, callback, sign-out). Called by next-auth's client and by the provider of single sign-on, which
// sends browsers back to callback/oidc.
import { answerNextAuth } from "@/lib/auth/next-auth";

export { answerNextAuth as GET, answerNextAuth as POST };
