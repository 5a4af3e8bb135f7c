// Owns the words of the API's description in Indonesian, for the page that shows it: each by its English ones. What programs get
// (openapi.json, refusals) stays English. Pure; a test fails when one is missing. Called by described-in.ts.
export const INDONESIAN: Readonly<Record<string, string>> = {
  "Deletes people from a corporate-learning account: upload a CSV, read the preview, confirm with the expected number, follow, fetch the results.":
    "Menghapus orang dari akun pembelajaran perusahaan: unggah CSV, baca pratinjau, konfirmasi dengan jumlah yang diharapkan, ikuti jalannya, ambil hasilnya.",
  "Every request carries a token in its Authorization header, made under Automate user management, API access. A token with the scope “read” reads; one with the scope “order” also uploads, confirms and cancels. No token can approve, change settings or lift a tombstone.":
    "Setiap permintaan membawa token di header Authorization, yang dibuat di Otomatiskan pengelolaan pengguna, Akses API. Token dengan cakupan “read” dapat membaca; token dengan cakupan “order” juga dapat mengunggah, mengonfirmasi, dan membatalkan. Tidak ada token yang dapat menyetujui, mengubah pengaturan, atau mencabut jejak penghapusan.",
  "A token has 300 requests a minute, of which 60 an hour may upload, complete, confirm or cancel; headers say how many are left. Files up to 4 MB go in one request, larger ones (below 15 MB) in slices.":
    "Satu token mendapat 300 permintaan per menit, dan di antaranya 60 per jam untuk mengunggah, menyelesaikan unggahan, mengonfirmasi, atau membatalkan; header menyebutkan sisanya. File hingga 4 MB dikirim dalam satu permintaan, yang lebih besar (di bawah 15 MB) dalam potongan.",
  "What was not done is answered as application/problem+json with a stable code and a message. An address that is none answers 404, a method that it does not take 405, in the same form.":
    "Apa yang tidak dilakukan dijawab sebagai application/problem+json dengan kode tetap dan pesan. Alamat yang tidak ada menjawab 404, metode yang tidak diterima menjawab 405, dalam bentuk yang sama.",

  "List batches, newest first": "Daftar batch, terbaru lebih dulu",
  "Only batches in this state.": "Hanya batch dengan status ini.",
  "`next` of the page before.": "`next` dari halaman sebelumnya.",
  "At most so many.": "Paling banyak sekian.",
  "A page of batches.": "Satu halaman batch.",
  "Upload a CSV": "Mengunggah CSV",
  "Up to 4 MB the file itself, as text/csv, with its name in `file_name`: it is checked at once. Above that announce it as application/json, PUT its slices and complete it.":
    "Hingga 4 MB: file itu sendiri sebagai text/csv, dengan namanya di `file_name`, dan langsung diperiksa. Di atas itu: umumkan sebagai application/json, kirim potongannya dengan PUT, lalu selesaikan.",
  "Of a text/csv body. Must end in .csv.": "Untuk isi text/csv. Harus berakhiran .csv.",
  "The same request under the same key is done once, and answered alike for a day.":
    "Permintaan yang sama dengan kunci yang sama dilakukan sekali, dan dijawab sama selama satu hari.",
  "Taken and being checked (text/csv), or opened for its slices (application/json).":
    "Diterima dan sedang diperiksa (text/csv), atau dibuka untuk potongannya (application/json).",
  "Read a batch: state, preview, progress": "Membaca satu batch: status, pratinjau, kemajuan",
  "The batch.": "Batch yang dimaksud.",
  "The batch as it stands. Ask again while its state is checking, scheduled or processing.":
    "Keadaan batch saat ini. Tanyakan lagi selama statusnya checking, scheduled, atau processing.",
  "Send one slice of an announced file": "Mengirim satu potongan file yang sudah diumumkan",
  "Counted from 0, each of `slice_bytes` but the last. The same slice again replaces itself.":
    "Dihitung dari 0, masing-masing sebesar `slice_bytes` kecuali yang terakhir. Potongan yang sama menggantikan dirinya sendiri.",
  "Which slice, counted from 0.": "Potongan ke berapa, dihitung dari 0.",
  "Taken.": "Diterima.",
  "All slices are sent: check the file": "Semua potongan terkirim: periksa file",
  "A file whose size or SHA-256 is not what was announced ends as terminated.":
    "File yang ukuran atau SHA-256-nya tidak sama dengan yang diumumkan berakhir sebagai terminated.",
  "Being checked.": "Sedang diperiksa.",
  "Order the deletion that the preview shows": "Memerintahkan penghapusan yang ditunjukkan pratinjau",
  "The number of users must be the expected one, and the preview the one that was read. The organization’s safeguards hold as in the browser: the order may start later, or wait for a second admin’s approval, which no token can give.":
    "Jumlah pengguna harus sama dengan yang diharapkan, dan pratinjaunya harus yang sudah dibaca. Pengaman organisasi berlaku seperti di browser: perintah dapat dimulai belakangan, atau menunggu persetujuan admin kedua, yang tidak dapat diberikan oleh token mana pun.",
  "Ordered: see state and starts_at.": "Diperintahkan: lihat state dan starts_at.",
  "Cancel what has not started, or stop what runs": "Membatalkan yang belum mulai, atau menghentikan yang berjalan",
  "Before the start nothing is lost. Of a batch that is processing, what is deleted stays deleted.":
    "Sebelum mulai tidak ada yang hilang. Pada batch yang sedang diproses, yang sudah dihapus tetap terhapus.",
  "Cancelled, or being stopped.": "Dibatalkan, atau sedang dihentikan.",
  "The results file: every row that does not delete, with the reason":
    "File hasil: setiap baris yang tidak menghapus, dengan alasannya",
  "UTF-8 with BOM, in the delimiter of the upload.": "UTF-8 dengan BOM, dengan pemisah yang sama seperti unggahan.",
  "The full outcome file: one line for every row": "File hasil lengkap: satu baris untuk setiap baris",
  "Rows that were deleted carry number and outcome, no personal data.":
    "Baris yang dihapus hanya memuat nomor dan hasil, tanpa data pribadi.",
  "The copy to keep, before the deletion: every row with name, groups, last activity and completions":
    "Salinan untuk disimpan, sebelum penghapusan: setiap baris dengan nama, grup, aktivitas terakhir, dan penyelesaian",
  "Personal data: the audit log records that it was fetched.":
    "Data pribadi: log audit mencatat bahwa file ini diambil.",

  "Requests that the token has in a period.": "Jumlah permintaan yang dimiliki token dalam satu periode.",
  "How many are left of them.": "Sisanya.",
  "Seconds until the next period begins.": "Detik sampai periode berikutnya dimulai.",
  "Seconds to wait before the request is sent again.": "Detik untuk menunggu sebelum permintaan dikirim lagi.",
  "“true” where this is the answer that was given before under this key.":
    "“true” jika ini jawaban yang sudah pernah diberikan untuk kunci ini.",
  "A token made under API access.": "Token yang dibuat di Akses API.",

  "Must end in .csv.": "Harus berakhiran .csv.",
  "Size of the whole file. Smaller than 15 × 1024 × 1024.": "Ukuran seluruh file. Lebih kecil dari 15 × 1024 × 1024.",
  "SHA-256 of the whole file, lower-case hex.": "SHA-256 seluruh file, heksadesimal huruf kecil.",
  "A file that is sent in slices afterwards.": "File yang setelah ini dikirim dalam potongan.",
  "Data lines of the file, once it is checked.": "Baris data dalam file, setelah diperiksa.",
  "Name of the admin.": "Nama admin.",
  "An instant, in UTC.": "Titik waktu, dalam UTC.",
  "When the deletion starts or started; until then it can be cancelled.":
    "Kapan penghapusan mulai; sampai saat itu masih dapat dibatalkan.",
  "Why the file did not pass, in state terminated.": "Mengapa file tidak lolos, pada status terminated.",
  "Grows with every preview. Confirm names the one it has read.":
    "Bertambah dengan setiap pratinjau. Konfirmasi menyebut pratinjau yang sudah dibaca.",
  "How many users would be deleted.": "Berapa pengguna yang akan dihapus.",
  "Rows by outcome; an outcome that no row has is left out.":
    "Jumlah baris menurut hasil; hasil yang tidak dimiliki baris mana pun tidak disebut.",
  "How many of the users were active in the last 30 days.":
    "Berapa dari pengguna itu yang aktif dalam 30 hari terakhir.",
  "What became of users whom an earlier preview of this batch would still have deleted.":
    "Apa yang terjadi pada pengguna yang menurut pratinjau sebelumnya masih akan dihapus.",
  "What has become of the rows so far.": "Apa yang sejauh ini terjadi pada baris-barisnya.",
  "Rows without an outcome yet.": "Baris yang belum punya hasil.",
  "Whether results.csv can be had: until 30 days after the end.":
    "Apakah results.csv masih dapat diambil: sampai 30 hari setelah selesai.",
  "A deletion batch: one uploaded CSV and all that becomes of it.":
    "Batch penghapusan: satu CSV yang diunggah dan semua yang terjadi padanya.",
  "Give it as `after` for the next page.": "Berikan sebagai `after` untuk halaman berikutnya.",
  "How many users the caller means to delete: preview.users.":
    "Berapa pengguna yang hendak dihapus oleh pemanggil: preview.users.",
  "The preview that was read: preview.number.": "Pratinjau yang sudah dibaca: preview.number.",
  "An HR ticket. No names.": "Nomor tiket HR. Tanpa nama orang.",
  "Orders exactly what the preview showed.": "Memerintahkan persis apa yang ditunjukkan pratinjau.",
  "Stable; decide by this one.": "Tetap; berpeganglah pada yang ini.",
  "What happened, what was not done, what to do next.":
    "Apa yang terjadi, apa yang tidak dilakukan, dan langkah berikutnya.",
  "With slices_missing: which to send again.": "Pada slices_missing: mana yang harus dikirim lagi.",
  "With preview_changed and count_differs: the batch as it stands, with its preview.":
    "Pada preview_changed dan count_differs: keadaan batch saat ini, beserta pratinjaunya.",
  "Why something was not done (RFC 9457).": "Mengapa sesuatu tidak dilakukan (RFC 9457).",
  "Size of every slice but the last, which may be smaller.":
    "Ukuran setiap potongan kecuali yang terakhir, yang boleh lebih kecil.",
  "How many there are: PUT each, then complete.": "Berapa jumlahnya: kirim masing-masing dengan PUT, lalu selesaikan.",

  "A bearer token is needed, and this is none that lives: it may be mistyped, revoked or past its end. Nothing was done.":
    "Diperlukan token, dan yang ini tidak berlaku: mungkin salah ketik, sudah dicabut, atau sudah habis masanya. Tidak ada yang dilakukan.",
  "The request is not what this address takes. Nothing was done. See /api/v1/openapi.json.":
    "Permintaan tidak sesuai dengan yang diterima alamat ini. Tidak ada yang dilakukan. Lihat /api/v1/openapi.json.",
  "Too many requests. Nothing was done. Wait as long as Retry-After says.":
    "Terlalu banyak permintaan. Tidak ada yang dilakukan. Tunggu selama yang disebut Retry-After.",
  "The server could not do it just now. Send the request again, with the same idempotency key.":
    "Server tidak dapat melakukannya saat ini. Kirim lagi permintaannya dengan kunci idempotensi yang sama.",
  "This token may read, not order. Nothing was done. Use a token with the scope “order”.":
    "Token ini boleh membaca, tidak boleh memerintahkan. Tidak ada yang dilakukan. Gunakan token dengan cakupan “order”.",
  "The same request is still being worked on. Send it again in a few seconds, with the same key.":
    "Permintaan yang sama masih dikerjakan. Kirim lagi beberapa detik kemudian dengan kunci yang sama.",
  "The body is too large. Nothing was taken. Send files above 4 MB in slices; files of 15 MB or more must be split.":
    "Isi permintaan terlalu besar. Tidak ada yang diterima. Kirim file di atas 4 MB dalam potongan; file 15 MB atau lebih harus dibagi.",
  "This address takes text/csv (the file) or application/json (an announcement). Nothing was done.":
    "Alamat ini menerima text/csv (file) atau application/json (pengumuman). Tidak ada yang dilakukan.",
  "Only CSV is supported: the file’s name must end with .csv. Nothing was done.":
    "Hanya CSV yang didukung: nama file harus berakhiran .csv. Tidak ada yang dilakukan.",
  "An idempotency key has 1 to 200 printable ASCII characters. Nothing was done.":
    "Kunci idempotensi terdiri dari 1 sampai 200 karakter ASCII yang dapat dicetak. Tidak ada yang dilakukan.",
  "This idempotency key was used for another request. Nothing was done. Use a new key.":
    "Kunci idempotensi ini sudah dipakai untuk permintaan lain. Tidak ada yang dilakukan. Gunakan kunci baru.",
  "Ten files of this admin are on their way or being checked. This one was not taken; send it when one of them is done.":
    "Sepuluh file admin ini sedang dikirim atau diperiksa. File ini tidak diterima; kirim setelah salah satunya selesai.",
  "There is no such thing in this organization, or not in this state. Nothing was done.":
    "Hal itu tidak ada di organisasi ini, atau tidak pada status ini. Tidak ada yang dilakukan.",
  "This slice’s size is not what its place in the file asks for. It was not taken; send it again whole.":
    "Ukuran potongan tidak sesuai dengan tempatnya di file. Potongan tidak diterima; kirim lagi secara utuh.",
  "Some slices are not there yet. Send those that are missing, then complete again.":
    "Beberapa potongan belum ada. Kirim yang kurang, lalu selesaikan lagi.",
  "Only the admin who uploaded the file can confirm it, and this token acts for another. Nothing was ordered.":
    "Hanya admin yang mengunggah file dapat mengonfirmasinya, dan token ini bertindak untuk admin lain. Tidak ada yang diperintahkan.",
  "The number of users is not the expected one. Nothing was ordered. Read the preview again, and find out why.":
    "Jumlah pengguna tidak sama dengan yang diharapkan. Tidak ada yang diperintahkan. Baca lagi pratinjaunya dan cari tahu sebabnya.",
  "The preview is not the one that was read: it no longer held, or another took its place. Nothing was ordered. Read it again.":
    "Pratinjaunya bukan yang sudah dibaca: tidak lagi sesuai, atau sudah diganti. Tidak ada yang diperintahkan. Baca lagi.",
  "The batch does not wait to be confirmed: it is still checked, was confirmed before, or has ended. Nothing was ordered.":
    "Batch tidak menunggu konfirmasi: masih diperiksa, sudah dikonfirmasi, atau sudah berakhir. Tidak ada yang diperintahkan.",
  "There is nobody to delete in this batch. Nothing was ordered. results.csv says why, row by row.":
    "Tidak ada yang perlu dihapus dalam batch ini. Tidak ada yang diperintahkan. results.csv menyebutkan sebabnya, baris demi baris.",
  "The batch can’t be cancelled any more, or is another admin’s preview. Nothing was changed.":
    "Batch tidak dapat dibatalkan lagi, atau merupakan pratinjau admin lain. Tidak ada yang diubah.",
  "This results file was kept for 30 days and is gone. The batch still tells the counts, and outcomes.csv what became of every row.":
    "File hasil ini disimpan 30 hari dan sudah tidak ada. Batch masih menunjukkan jumlahnya, dan outcomes.csv apa yang terjadi pada setiap baris.",
};
