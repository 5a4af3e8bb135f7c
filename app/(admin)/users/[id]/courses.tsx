// The courses a learner has begun and those assigned, each as a table. Used by the page.
import { useFormatter, useTranslations } from "next-intl";
import { type CSSProperties, type ReactNode, useId } from "react";
import { Empty } from "@/app/_components/empty";
import { State } from "@/app/_components/state";
import { None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { Assignment, CourseProgress } from "@/lib/learners";

export function Progress({ progress }: { progress: CourseProgress[] }) {
  const t = useTranslations("learner");
  const format = useFormatter();
  return (
    <Part title={t("progress")}>
      {progress.length === 0 ? (
        <Empty>{t("noProgress")}</Empty>
      ) : (
        <Table caption={t("progress")}>
          <thead>
            <tr>
              <th scope="col">{t("course")}</th>
              <th scope="col" className="share-col">
                {t("done")}
              </th>
              <th scope="col" className="opt2 gap">
                {t("started")}
              </th>
              <th scope="col">{t("completed")}</th>
            </tr>
          </thead>
          <tbody>
            {progress.map((course) => (
              <tr key={course.courseId}>
                <td className="strong">{course.title}</td>
                <td className="share-col">
                  <span className="share">
                    <span className="meter" aria-hidden="true">
                      <i style={{ "--v": `${course.percent}%` } as CSSProperties} />
                    </span>
                    <span className="r soft num">{format.number(course.percent / 100, { style: "percent" })}</span>
                  </span>
                </td>
                <td className="soft nowrap opt2 gap">
                  <Time at={course.startedAt} form="day" />
                </td>
                <td className="soft nowrap">
                  {course.completedAt ? <Time at={course.completedAt} form="day" /> : <None />}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

export function Assignments({ assignments }: { assignments: Assignment[] }) {
  const t = useTranslations("learner");
  return (
    <Part title={t("assignments")}>
      {assignments.length === 0 ? (
        <Empty>{t("noAssignments")}</Empty>
      ) : (
        <Table caption={t("assignments")}>
          <thead>
            <tr>
              <th scope="col">{t("course")}</th>
              <th scope="col">{t("state")}</th>
              <th scope="col" className="opt2">
                {t("assigned")}
              </th>
              <th scope="col">{t("due")}</th>
            </tr>
          </thead>
          <tbody>
            {assignments.map((assignment) => (
              <tr key={assignment.courseId}>
                <td className="strong">{assignment.title}</td>
                <td>
                  <Standing assignment={assignment} />
                </td>
                <td className="soft nowrap opt2">
                  <Time at={assignment.assignedAt} form="day" />
                </td>
                <td className="soft nowrap">
                  {assignment.dueAt ? <Time at={assignment.dueAt} form="day" /> : <None />}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

function Standing({ assignment: { completedAt, overdue, percent } }: { assignment: Assignment }) {
  const t = useTranslations("learner");
  if (completedAt) return <State kind="done">{t("stateCompleted")}</State>;
  if (overdue) return <State kind="warn">{t("stateOverdue")}</State>;
  if (percent !== null) return <State kind="wait">{t("stateBegun", { percent })}</State>;
  return <State kind="off">{t("stateOpen")}</State>;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="plot" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      {children}
    </section>
  );
}
