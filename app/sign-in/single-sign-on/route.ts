// The way to the provider of single sign-on. Open to anybody, as the sign-in page is; what it is for decides what has to be proven.
// Called by the sign-in page's button, and by the components of those purposes.
import { currentAdmin, localPath, requireAdminForApi } from "@/lib/auth";
import { isConfigured, keepPurpose, readPurpose } from "@/lib/single-sign-on";
import { goToProvider } from "@/lib/single-sign-on/begin";

export async function GET(request: Request): Promise<Response> {
  if (!isConfigured()) return new Response(null, { status: 404 });
  // Nobody is sent there by another site, nor by another host of ours.
  if (!["same-origin", "none"].includes(request.headers.get("sec-fetch-site") ?? "none"))
    return to("/sign-in?sso=failed");
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
      return purpose?.for === asked.get("for") ? goToProvider(purpose) : to("/sign-in?sso=failed");
    }
    default: {
      const page = localPath(asked.get("then"));
      return (await currentAdmin()) ? to(page) : goToProvider(await keepPurpose({ for: "sign_in", page }));
    }
  }
}

const to = (location: string) =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
