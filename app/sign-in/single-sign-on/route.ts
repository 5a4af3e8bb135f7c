// The way to the provider of single sign-on. Open to anybody, as the sign-in page is; what it is for decides what has to be proven.
// Called by the sign-in page's button, and by the components of those purposes.
import { localPath, requireAdminForApi } from "@/lib/auth";
import { isConfigured, keepPurpose, readPurpose } from "@/lib/single-sign-on";
import { goToProvider } from "@/lib/single-sign-on/begin";

export async function GET(request: Request): Promise<Response> {
  if (!isConfigured()) return new Response(null, { status: 404 });
  // Nobody is sent there by another site.
  if (request.headers.get("sec-fetch-site") === "cross-site") return toSignIn();
  const asked = new URL(request.url).searchParams;
  switch (asked.get("for")) {
    case "again": {
      const admin = await requireAdminForApi(request);
      if (admin instanceof Response) return admin;
      const { organizationId, sessionId } = admin;
      return goToProvider(await keepPurpose({ for: "again", organizationId, sessionId }));
    }
    // Their actions have proven who it is and kept the purpose: an address alone binds nothing.
    case "link":
    case "join": {
      const purpose = await readPurpose();
      return purpose?.for === asked.get("for") ? goToProvider(purpose) : toSignIn();
    }
    default:
      return goToProvider(await keepPurpose({ for: "sign_in", page: localPath(asked.get("then")) }));
  }
}

const toSignIn = () =>
  new Response(null, { status: 303, headers: { location: "/sign-in?sso=failed", "cache-control": "no-store" } });
