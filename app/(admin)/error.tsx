"use client";
// A page inside the frame failed: what happened, what was not done, what to do. Used by Next around the pages of (admin).
import { Sheet } from "@/app/_components/sheet";
import { Failed } from "../_components/failed";

export default function ErrorInFrame({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Sheet>
      <Failed error={error} retry={retry} />
    </Sheet>
  );
}
