// Owns the words of the mail that asks another full admin to agree to what needs two of them besides a deletion, in both languages:
// turning approval off, and a new full admin. Names of admins alone. Pure. Called by lib/safeguards.
import type { Language } from "./messages";
import { renderNotice } from "./notice-mail";

const LOCALE: Record<Language, string> = { en: "en-GB", id: "id-ID" };

const day = (language: Language, at: Date) =>
  `${new Intl.DateTimeFormat(LOCALE[language], { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(at)} (UTC)`;

/** To every other full admin. `newFullAdmin`: who is to become one; without it, approval is to be turned off. */
export function renderSecondAdminRequest(mail: {
  language: Language;
  organizationName: string;
  /** Who asks. */
  adminName: string;
  newFullAdmin: string | undefined;
  lapsesAt: Date;
  url: string;
}): Promise<{ subject: string; html: string; text: string }> {
  const { language, organizationName, adminName, newFullAdmin, url } = mail;
  const until = day(language, mail.lapsesAt);
  const words =
    language === "id"
      ? {
          headline: newFullAdmin
            ? "Admin penuh baru menunggu persetujuan Anda"
            : "Permintaan menonaktifkan persetujuan menunggu jawaban Anda",
          preheader: "Tidak ada yang berubah sampai admin penuh lain setuju.",
          paragraphs: [
            newFullAdmin
              ? `${adminName} meminta agar ${newFullAdmin} dijadikan admin penuh. Admin penuh dapat menghapus pengguna, menyetujui penghapusan, dan mengubah pengaman.`
              : `${adminName} meminta agar persetujuan dinonaktifkan. Setelah itu satu admin penuh dapat menghapus sendirian.`,
            `Selama persetujuan aktif, hal ini memerlukan admin penuh kedua. Setujui atau tolak di bagian Pengaman. Tanpa jawaban, permintaan ini kedaluwarsa pada ${until} dan tidak ada yang berubah.`,
          ],
          button: { words: "Tinjau permintaan", url },
          small: `Link hanya terbuka bagi admin penuh ${organizationName} yang sudah masuk. Membuka link saja tidak menyetujui apa pun.`,
          footer: `Anda menerima pesan ini karena Anda admin penuh ${organizationName}.`,
        }
      : {
          headline: newFullAdmin
            ? "A new full admin waits for your agreement"
            : "Turning approval off waits for your agreement",
          preheader: "Nothing changes until another full admin agrees.",
          paragraphs: [
            newFullAdmin
              ? `${adminName} asks to make ${newFullAdmin} a full admin. Full admins can delete users, approve deletions and change the safeguards.`
              : `${adminName} asks to turn approval off. From then on one full admin alone can delete.`,
            `While approval is on, this needs a second full admin. Agree or decline under Safeguards. Without an answer the request lapses on ${until}, and nothing changes.`,
          ],
          button: { words: "Review the request", url },
          small: `The link opens for signed-in full admins of ${organizationName}. Opening it agrees to nothing.`,
          footer: `You get this message because you are a full admin of ${organizationName}.`,
        };
  return renderNotice({ language, organizationName, ...words });
}
