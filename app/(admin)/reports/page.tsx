// Owns /reports (spec 9): learning hours, completions and active learners by month, top courses, by group, over whole months.
// For any admin. Called by Next.
import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_components/button";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { requireAdmin } from "@/lib/auth";
import { listGroups } from "@/lib/groups";
import { addMonths, monthsFrom, readReport, reportMonths, sumOf } from "@/lib/reports";
import { addressOf, readRange } from "./address";
import { Filters } from "./filters";
import { KeyFigures } from "./key-figures";
import { Monthly } from "./monthly";
import { ByGroup, TopCourses } from "./ranked";
import { monthWords } from "./words";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("reports"))("title") };
}

export default async function ReportsPage({ searchParams }: PageProps<"/reports">) {
  const admin = await requireAdmin();
  const [t, locale, parameters, groups, { first, present }] = await Promise.all([
    getTranslations("reports"),
    getLocale(),
    searchParams,
    listGroups(admin),
    reportMonths(admin),
  ]);
  const read = readRange(parameters, present);
  const group = groups.find(({ id }) => id === read.groupId);
  const asked = {
    range: { ...read, groupId: group?.id },
    present,
    allCourses: parameters.courses === "all",
  };
  const { range } = asked;
  const report = await readReport(admin, range);
  const write = monthWords(locale);
  const earliest = [first, range.from, addMonths(present, -11)].sort()[0] ?? present;
  const months = monthsFrom(earliest, present)
    .reverse()
    .map((month) => ({ month, words: write(month, "medium") }));
  const courseSeconds = sumOf(report.courses).seconds;

  return (
    <Sheet>
      <PageHead
        title={t("title")}
        lead={group ? t("leadGroup", { group: group.name }) : t("lead", { organization: admin.organizationName })}
        actions={
          <>
            <ClientMessages nouns={["reports"]}>
              <Filters
                from={range.from}
                to={range.to}
                groupId={group?.id}
                months={months}
                groups={groups}
                allCourses={asked.allCourses}
              />
            </ClientMessages>
            <ButtonLink href={addressOf(asked, {}, "months")} download>
              <Download className="i" />
              {t("downloadMonths")}
            </ButtonLink>
          </>
        }
      />
      <KeyFigures report={report} />
      <div className="plots">
        <Monthly of="seconds" months={report.months} />
        <Monthly of="learners" months={report.months} />
        <TopCourses
          courses={report.courses}
          all={asked.allCourses}
          more={addressOf(asked, { allCourses: !asked.allCourses })}
          scoped={group !== undefined}
          download={addressOf(asked, {}, "courses")}
          totalSeconds={courseSeconds}
        />
        <Monthly of="completions" months={report.months} />
        <ByGroup
          groups={report.groups}
          hrefOf={(groupId) => addressOf(asked, { groupId })}
          download={addressOf(asked, {}, "groups")}
          totalSeconds={courseSeconds}
        />
      </div>
    </Sheet>
  );
}
