// The address of a batch's copy file (spec 6, 10). See ../download.ts.
import { download } from "../download";

export const GET = (request: Request, { params }: { params: Promise<{ id: string }> }) =>
  download(request, params, "copy");
