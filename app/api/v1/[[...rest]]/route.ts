// Every address below /api/v1 that is none: said as the API says everything, to anybody alike. Called by Next.
import { notHere } from "../_door";

export { notHere as DELETE, notHere as GET, notHere as PATCH, notHere as POST, notHere as PUT };
