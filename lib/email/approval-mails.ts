// Owns the words of the mails about approval, in both languages: a deletion that waits for another full admin, and what came of
// it for the one who confirmed. Numbers and admins' names alone: no file name, no reference, no reason. Pure. Called by lib/batches.
import type { Language } from "./messages";
import { renderNotice } from "./notice-mail";

type Mail = Promise<{ subject: string; html: string; text: string }>;
type About = {
  language: Language;
  organizationName: string;
  /** Who confirmed; of an answer, who gave it. */
  adminName: string;
  /** The first characters of its id. */
  batch: string;
  url: string;
};

const LOCALE: Record<Language, string> = { en: "en-GB", id: "id-ID" };

function users(language: Language, count: number): string {
  const figure = new Intl.NumberFormat(LOCALE[language]).format(count);
  return language === "id" ? `${figure} pengguna` : `${figure} ${count === 1 ? "user" : "users"}`;
}

const day = (language: Language, at: Date) =>
  `${new Intl.DateTimeFormat(LOCALE[language], { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(at)} (UTC)`;

/** To every other full admin, when a deletion is confirmed and approval is on. */
export function renderApprovalRequest(mail: About & { users: number; lapsesAt: Date }): Mail {
  const { language, organizationName, adminName, batch, url } = mail;
  const count = users(language, mail.users);
  const until = day(language, mail.lapsesAt);
  const words =
    language === "id"
      ? {
          headline: `Penghapusan ${count} menunggu persetujuan Anda`,
          preheader: "Tidak ada yang dihapus sebelum admin penuh lain menyetujuinya.",
          paragraphs: [
            `${adminName} telah mengonfirmasi batch ${batch}. Tidak ada yang dihapus sebelum admin penuh lain melihat pratinjaunya dan menyetujuinya.`,
            `Anda dapat menyetujuinya, atau menolaknya dengan alasan. Tanpa jawaban, perintah ini kedaluwarsa pada ${until}.`,
          ],
          button: { words: "Tinjau penghapusan", url },
          small: `Link hanya terbuka bagi admin penuh ${organizationName} yang sudah masuk. Membuka link saja tidak menyetujui apa pun.`,
          footer: `Anda menerima pesan ini karena Anda admin penuh ${organizationName}.`,
        }
      : {
          headline: `The deletion of ${count} waits for your approval`,
          preheader: "Nothing is deleted until another full admin approves it.",
          paragraphs: [
            `${adminName} has confirmed batch ${batch}. Nothing is deleted until another full admin has looked at the preview and approved it.`,
            `You can approve it, or decline it with a reason. Without an answer it lapses on ${until}.`,
          ],
          button: { words: "Review the deletion", url },
          small: `The link opens for signed-in full admins of ${organizationName}. Opening it approves nothing.`,
          footer: `You get this message because you are a full admin of ${organizationName}.`,
        };
  return renderNotice({ language, organizationName, ...words });
}

/** To the one who confirmed: declined, or changed meanwhile and to be confirmed anew. */
export function renderApprovalAnswer(mail: About & { answer: "declined" | "changed" }): Mail {
  const { language, organizationName, adminName, batch, url, answer } = mail;
  const declined = answer === "declined";
  const words =
    language === "id"
      ? {
          headline: declined
            ? "Penghapusan yang Anda konfirmasi ditolak"
            : "Penghapusan yang Anda konfirmasi perlu dikonfirmasi lagi",
          preheader: "Tidak ada yang dihapus.",
          paragraphs: [
            declined
              ? `${adminName} menolak batch ${batch}. Tidak ada yang dihapus. Alasannya ada di halaman batch.`
              : `Saat ${adminName} meninjau batch ${batch}, pratinjaunya sudah tidak sesuai: ada pembelajar yang sudah tidak ada, menjadi admin, atau penghapusannya ditangguhkan. Tidak ada yang dihapus.`,
            declined
              ? "Untuk mencobanya lagi, unggah file yang baru."
              : "Lihat pratinjau yang baru dan konfirmasi lagi dalam satu hari; setelah itu admin penuh lain diminta menyetujuinya lagi.",
          ],
          button: { words: "Lihat batch", url },
          small: `Link hanya terbuka bagi admin penuh ${organizationName} yang sudah masuk.`,
          footer: "Anda menerima pesan ini karena Anda yang mengonfirmasi penghapusan ini.",
        }
      : {
          headline: declined ? "Your deletion was declined" : "Your deletion has to be confirmed again",
          preheader: "Nothing was deleted.",
          paragraphs: [
            declined
              ? `${adminName} declined batch ${batch}. Nothing was deleted. The reason stands on the batch’s page.`
              : `When ${adminName} reviewed batch ${batch}, its preview no longer held: learners are gone, have become admins or were put on hold. Nothing was deleted.`,
            declined
              ? "To try again, upload a new file."
              : "Look at the new preview and confirm it again within a day; another full admin is then asked to approve it anew.",
          ],
          button: { words: "View the batch", url },
          small: `The link opens for signed-in full admins of ${organizationName}.`,
          footer: "You get this message because you confirmed this deletion.",
        };
  return renderNotice({ language, organizationName, ...words });
}
