// Owns the words of the mails about an admin's own account, in both languages: the link to a new password, and an invitation. Pure.
// Called by lib/auth/password-reset.ts and lib/admins.
import type { Language } from "./messages";
import { renderNotice } from "./notice-mail";

type Mail = Promise<{ subject: string; html: string; text: string }>;

/** *Forgot password*. Says nothing that somebody else's asking would tell. */
export function renderPasswordReset(mail: {
  language: Language;
  organizationName: string;
  url: string;
  minutes: number;
}): Mail {
  const { language, organizationName, url, minutes } = mail;
  const words =
    language === "id"
      ? {
          headline: "Atur kata sandi baru",
          preheader: `Link berlaku ${minutes} menit.`,
          paragraphs: [
            `Seseorang, mungkin Anda, meminta kata sandi baru untuk akun admin ini di ${organizationName}. Buka halaman di bawah dan masukkan kata sandi baru di sana.`,
          ],
          button: { words: "Atur kata sandi baru", url },
          small: `Link berlaku ${minutes} menit dan hanya dapat dipakai sekali. Membuka link saja tidak mengubah apa pun. Setelah kata sandi diatur, semua sesi Anda berakhir.`,
          footer:
            "Jika bukan Anda yang memintanya, abaikan pesan ini: kata sandi Anda tetap sama dan tidak ada yang berubah.",
        }
      : {
          headline: "Set a new password",
          preheader: `The link works for ${minutes} minutes.`,
          paragraphs: [
            `Somebody, probably you, asked for a new password for this admin account at ${organizationName}. Open the page below and type the new password there.`,
          ],
          button: { words: "Set a new password", url },
          small: `The link works for ${minutes} minutes and can be used once. Opening it changes nothing. When the password is set, all your sessions end.`,
          footer: "If it wasn’t you who asked, ignore this message: your password stays as it is, and nothing changes.",
        };
  return renderNotice({ language, organizationName, ...words });
}

/** Asks somebody to become an admin. */
export function renderInvitation(mail: {
  language: Language;
  organizationName: string;
  invitedByName: string;
  role: "full_admin" | "sub_admin";
  url: string;
  days: number;
}): Mail {
  const { language, organizationName, invitedByName, role, url, days } = mail;
  const words =
    language === "id"
      ? {
          headline: `Anda diundang menjadi admin ${organizationName}`,
          preheader: `Undangan berlaku ${days} hari.`,
          paragraphs: [
            `${invitedByName} mengundang Anda menjadi ${role === "full_admin" ? "admin penuh" : "subadmin"} ${organizationName} di Learning Admin. ${
              role === "full_admin"
                ? "Admin penuh dapat mengelola pengguna, termasuk menghapusnya beserta datanya."
                : "Subadmin dapat melihat pengguna dan laporan."
            }`,
            "Buka undangan lalu pilih kata sandi Anda sendiri. Sebelum itu, Anda belum menjadi admin.",
          ],
          button: { words: "Buka undangan", url },
          small: `Link berlaku ${days} hari dan hanya dapat dipakai sekali. Membuka link saja tidak mengubah apa pun.`,
          footer:
            "Anda menerima pesan ini karena alamat Anda dimasukkan dalam undangan. Jika tidak mengenalinya, abaikan.",
        }
      : {
          headline: `You are invited to be an admin of ${organizationName}`,
          preheader: `The invitation works for ${days} days.`,
          paragraphs: [
            `${invitedByName} invites you to be a ${role === "full_admin" ? "full admin" : "sub admin"} of ${organizationName} in Learning Admin. ${
              role === "full_admin"
                ? "Full admins manage users, which includes deleting them with all their data."
                : "Sub admins see users and reports."
            }`,
            "Open the invitation and choose a password of your own. Until then you are no admin.",
          ],
          button: { words: "Open the invitation", url },
          small: `The link works for ${days} days and can be used once. Opening it changes nothing.`,
          footer:
            "You get this message because your address was entered in an invitation. If you don’t know why, ignore it.",
        };
  return renderNotice({ language, organizationName, ...words });
}
