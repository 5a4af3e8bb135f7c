// Owns the words of the mails around a result mail, in both languages: the link that asks a further recipient, a deletion that has
// begun after its delay, and a mail that could not be delivered. Pure. Called by lib/notifications and lib/processing.
import type { Language } from "./messages";
import { renderNotice } from "./notice-mail";

type Mail = Promise<{ subject: string; html: string; text: string }>;

const LOCALE: Record<Language, string> = { en: "en-GB", id: "id-ID" };
const users = (language: Language, count: number) =>
  language === "id"
    ? `${new Intl.NumberFormat(LOCALE.id).format(count)} pengguna`
    : `${new Intl.NumberFormat(LOCALE.en).format(count)} ${count === 1 ? "user" : "users"}`;

/** Asks whether somebody wants the organization's result mails. Opening the link does nothing; its page has the button. */
export function renderRecipientLink(mail: { language: Language; organizationName: string; url: string }): Mail {
  const { organizationName, url, language } = mail;
  const words =
    language === "id"
      ? {
          headline: `Terima email hasil dari ${organizationName}?`,
          preheader: "Konfirmasi sekali, selebihnya berjalan sendiri.",
          paragraphs: [
            `Seorang admin ${organizationName} ingin mengirimkan kepada Anda email hasil setiap kali penghapusan pengguna selesai. Email itu berisi jumlah dan siapa yang memerintahkannya, tanpa nama, alamat, atau ID pengguna yang dihapus.`,
            "Buka halaman konfirmasi lalu tekan tombol di sana. Sebelum itu, tidak ada yang dikirimkan kepada Anda.",
          ],
          button: { words: "Buka halaman konfirmasi", url },
          small: "Link berlaku 7 hari dan hanya dapat dipakai sekali. Membuka link saja tidak mengubah apa pun.",
          footer:
            "Anda menerima pesan ini karena alamat Anda dimasukkan sebagai penerima. Jika Anda tidak menginginkannya, abaikan saja.",
        }
      : {
          headline: `Receive result mails from ${organizationName}?`,
          preheader: "Confirm once, and they come by themselves.",
          paragraphs: [
            `An admin of ${organizationName} would like to send you a mail whenever a deletion of users is done. These mails hold figures and who ordered it, but no deleted user’s name, address or ID.`,
            "Open the confirmation page and press its button. Until then nothing is sent to you.",
          ],
          button: { words: "Open the confirmation page", url },
          small: "The link works for 7 days and can be used once. Opening it changes nothing.",
          footer:
            "You get this message because your address was entered as a recipient. If you don’t want the mails, ignore it.",
        };
  return renderNotice({ language, organizationName, ...words });
}

/** A deletion that had to wait has begun. */
export function renderStarted(mail: {
  language: Language;
  organizationName: string;
  batch: string;
  users: number;
  orderedByName: string;
  url: string;
  reason: "uploader" | "full_admin" | "recipient";
}): Mail {
  const { language, organizationName, batch, orderedByName, url, reason } = mail;
  const count = users(language, mail.users);
  const words =
    language === "id"
      ? {
          headline: `Penghapusan ${count} telah dimulai`,
          preheader: "Email hasil menyusul setelah selesai.",
          paragraphs: [
            `Batch ${batch} sudah sampai pada waktu mulainya dan sekarang diproses. Yang sudah dihapus tidak dapat dikembalikan; sisanya masih dapat dihentikan di halaman batch.`,
            "Email hasil menyusul setelah batch selesai.",
          ],
          button: { words: "Lihat batch", url },
          small: `Link hanya terbuka bagi admin penuh ${organizationName} yang sudah masuk.`,
          footer: `Diperintahkan oleh ${orderedByName}. ${
            reason === "uploader"
              ? "Anda menerima pesan ini karena Anda yang mengunggah file tersebut."
              : reason === "full_admin"
                ? `Anda menerima pesan ini karena Anda admin penuh ${organizationName}.`
                : "Anda menerima pesan ini karena Anda terdaftar sebagai penerima di Otomatiskan pengelolaan pengguna, Notifikasi."
          }`,
        }
      : {
          headline: `The deletion of ${count} has begun`,
          preheader: "The result mail follows when it is done.",
          paragraphs: [
            `Batch ${batch} has waited for its time and is now being processed. What is deleted can’t be brought back; the rest can still be stopped on the batch’s page.`,
            "The result mail follows when the batch is done.",
          ],
          button: { words: "View the batch", url },
          small: `The link opens for signed-in full admins of ${organizationName}.`,
          footer: `Ordered by ${orderedByName}. ${
            reason === "uploader"
              ? "You get this message because you uploaded the file."
              : reason === "full_admin"
                ? `You get this message because you are a full admin of ${organizationName}.`
                : "You get this message because you are a recipient under Automate user management, Notifications."
          }`,
        };
  return renderNotice({ language, organizationName, ...words });
}

/** A mail of the organization came back, or was reported as spam. Says to whom, for that is what can be put right. */
export function renderUndelivered(mail: {
  language: Language;
  organizationName: string;
  recipient: string;
  event: "bounced" | "complained";
  url: string;
}): Mail {
  const { language, organizationName, recipient, event, url } = mail;
  const words =
    language === "id"
      ? {
          headline: event === "bounced" ? "Sebuah email tidak sampai" : "Sebuah email dilaporkan sebagai spam",
          preheader: "Penerimanya mungkin tidak mengetahui hasil penghapusan.",
          paragraphs: [
            event === "bounced"
              ? `Email dari ${organizationName} kepada ${recipient} ditolak oleh server email penerima.`
              : `Penerima ${recipient} melaporkan email dari ${organizationName} sebagai spam, sehingga email berikutnya mungkin tidak sampai.`,
            "Tidak ada yang hilang: batch, hasil, dan filenya tetap ada di aplikasi. Periksa alamatnya, atau hapus penerima itu di bagian Notifikasi.",
          ],
          button: { words: "Buka Notifikasi", url },
          footer: `Anda menerima pesan ini karena Anda admin penuh ${organizationName}.`,
        }
      : {
          headline: event === "bounced" ? "A mail could not be delivered" : "A mail was reported as spam",
          preheader: "Its recipient may not know how a deletion ended.",
          paragraphs: [
            event === "bounced"
              ? `A mail from ${organizationName} to ${recipient} was refused by the recipient’s mail server.`
              : `The recipient ${recipient} reported a mail from ${organizationName} as spam, so later ones may not arrive.`,
            "Nothing is lost: the batch, its outcome and its files are in the application. Check the address, or remove the recipient under Notifications.",
          ],
          button: { words: "Open Notifications", url },
          footer: `You get this message because you are a full admin of ${organizationName}.`,
        };
  return renderNotice({ language, organizationName, ...words });
}
