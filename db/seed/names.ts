// Names of the demo's people: Indonesian mainly, with colleagues from elsewhere. Nobody real is meant.
// Called by db/seed/people.ts.
import type { Random } from "./random";

const words = (list: string) => list.trim().split(/\s+/);

const INDONESIAN_FIRST = words(`
  Adi Agus Ahmad Aisyah Amelia Andi Anisa Arief Ayu Bagus Bambang Bayu Budi Cahya Citra Dedi Dewi Dian Dimas Dinda Eka
  Endang Fajar Farah Fitri Galih Gilang Hadi Hana Hendra Indah Intan Irfan Iwan Joko Kartika Kurnia Laras Lestari Lina
  Maya Mega Nanda Nia Novi Nur Oki Putri Rahma Rama Ratih Reza Rini Rizky Sari Satria Sinta Siti Slamet Sri Surya Teguh
  Tri Tuti Utami Vina Wahyu Wawan Wulan Yanti Yoga Yulia Yusuf Zahra`);
const INDONESIAN_LAST = words(`
  Anggraini Ardiansyah Astuti Aziz Budiman Damayanti Fauzi Firmansyah Gunawan Hakim Halim Handayani Hartono Haryanto
  Hasibuan Hidayat Irawan Iskandar Kurniawan Kusuma Lestari Lubis Mahendra Maharani Maulana Mulyani Nasution Nugraha
  Nugroho Nurhayati Oktaviani Pangestu Permana Pertiwi Prabowo Pradana Prasetyo Pratama Purnama Purwanto Putra Rahayu
  Rahman Ramadhan Rosdiana Safitri Santoso Saputra Sembiring Setiawan Siahaan Simanjuntak Siregar Situmorang Subekti
  Sudirman Suharto Sukmawati Sulistyo Sumarni Supriyadi Suryani Susanti Sutanto Syahputra Tampubolon Tanjung Utomo
  Wahyuni Wibowo Widodo Wijaya Winarno Wulandari Yudhistira Yulianti Yuniarti Zulkarnain`);
const OTHER = `
  Zoë Álvarez|Bjørn Aasen|Łukasz Wiśniewski|Élodie Girard|José Muñoz|Nguyễn Thị Hà|Trần Văn Đức|Ayşe Yılmaz|Emre Şahin
  Jürgen Groß|Katarína Nováková|Jiří Dvořák|Siân Price|Seán Ó Briain|François Lefèvre|Inês Magalhães|João Conceição
  Åsa Lindström|Søren Kjær|Þóra Jónsdóttir|Małgorzata Żak|Noémie Bélanger|Renée Côté|Ștefan Ionescu|Zsófia Kovács
  Müge Çelik|Beyoncé Adébáyò|Chloë Janssens|Đorđe Petrović|Līga Bērziņa|Giedrė Šimkutė|Tõnis Mägi|Aarón Ibáñez|Priya Nair
  Rahul Deshpande|Mei Ling Tan|Wei Zhang|Kenji Watanabe|Min-jun Park|Fatima Al-Sayed|Omar Haddad|Grace O'Connor|Liam Byrne
  Hannah Schäfer|Matteo D’Angelo|Chiara Niccolò|Tomáš Horák|Olena Shevchenko|Amara Okafor|Kwame Mensah|Tunde Balogun
  Ingrid Sørensen|Mikael Öberg|Núria Puigdomènech|Íñigo Etxeberria|Marta Gonçalves|Rafał Dąbrowski|Anaïs Brontë`
  .trim()
  .split(/[|\n]/)
  .map((name) => name.trim());

/** A given and a family name, now and then one of the two alone or with a middle name. */
export function personName(random: Random): string {
  if (random.chance(0.78)) {
    const first = random.pick(INDONESIAN_FIRST);
    const shape = random.next();
    if (shape < 0.02) return first;
    const middle = shape < 0.22 ? ` ${random.pick(INDONESIAN_FIRST.filter((name) => name !== first))}` : "";
    return `${first}${middle} ${random.pick(INDONESIAN_LAST)}`;
  }
  const [given, family] = [random.pick(OTHER), random.pick(OTHER)];
  if (random.chance(0.3)) return given;
  return `${given.split(" ")[0]} ${family.split(" ").slice(1).join(" ")}`;
}
