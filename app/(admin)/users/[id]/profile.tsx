// Who the learner is: identifiers, groups, seats in other products. The rail of the page.

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { None } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { LearnerRecord } from "@/lib/learners";
import { inGroupPath } from "../address";

export function Profile({ learner }: { learner: LearnerRecord }) {
  const t = useTranslations("learner");
  return (
    <>
      <section className="rail" aria-labelledby="learner-profile">
        <h2 id="learner-profile">{t("profile")}</h2>
        <dl className="kv">
          <Fact name={t("email")}>{learner.primaryEmailAddress ?? <None />}</Fact>
          <Fact name={t("uniqueUserId")}>
            {learner.uniqueUserId ? <span className="mono">{learner.uniqueUserId}</span> : <None />}
          </Fact>
          <Fact name={t("added")}>
            <Time at={learner.createdAt} form="day" />
          </Fact>
          {learner.adminRole ? (
            <Fact name={t("role")}>{t(learner.adminRole === "full_admin" ? "fullAdmin" : "subAdmin")}</Fact>
          ) : null}
        </dl>
      </section>
      <section className="rail" aria-labelledby="learner-groups">
        <h2 id="learner-groups">{t("groups")}</h2>
        {learner.groups.length === 0 ? (
          <p className="soft">{t("noGroups")}</p>
        ) : (
          <ul className="grid gap-1.5">
            {learner.groups.map((group) => (
              <li key={group.id}>
                <Link className="link" href={inGroupPath(group.id)}>
                  {group.name}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="rail" aria-labelledby="learner-seats">
        <h2 id="learner-seats">{t("seats")}</h2>
        {learner.seats.length === 0 ? (
          <p className="soft">{t("noSeats")}</p>
        ) : (
          <dl className="kv">
            {learner.seats.map((seat) => (
              <Fact key={seat.product} name={t(seat.product)}>
                <span className="sr">{t("seatAccount")}: </span>
                <span className="mono">{seat.accountNumber}</span>
              </Fact>
            ))}
          </dl>
        )}
      </section>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
