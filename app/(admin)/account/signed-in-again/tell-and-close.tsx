"use client";
// Tells the window that asked for a new sign-in that it may go on, and closes this one where the browser lets it. Used by the page
// beside it.
import { useEffect } from "react";
import { tellSignedInAgain } from "@/app/_components/sign-in-again";

export function TellAndClose() {
  useEffect(() => {
    tellSignedInAgain();
    window.close();
  }, []);
  return null;
}
