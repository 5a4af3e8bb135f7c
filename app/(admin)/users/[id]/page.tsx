// Owns /users/[id]: one learner, with all the learning data that a deletion would take (spec 9). For any admin; an id that nobody
// in the organization has is not there, whoever has it elsewhere. Called by Next.
import { Clock } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/app/_components/notice";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { isFullAdmin, requireAdmin } from "@/lib/auth";
import { readLearner } from "@/lib/learners";
import { batchPath } from "../../authenticate/automate-user-management/batches/batch-paths";
import { ActivityPlot } from "./activity";
import { Assignments, Progress } from "./courses";
import { Hold } from "./hold";
import { KeyFigures } from "./key-figures";
import { Profile } from "./profile";
import { Tags } from "./tags";

/** Not the learner's name: titles stay in histories, where a deletion does not reach. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("learner"))("title") };
}

export default async function LearnerPage({ params }: PageProps<"/users/[id]">) {
  const admin = await requireAdmin();
  const { id } = await params;
  const learner = /^[1-9]\d{0,14}$/.test(id) ? await readLearner(admin, Number(id)) : undefined;
  if (!learner) notFound();
  const t = await getTranslations("learner");
  return (
    <Sheet>
      <PageHead
        crumbs={[{ label: t("users"), href: "/users" }]}
        title={learner.name}
        state={<Tags learner={learner} />}
        lead={learner.primaryEmailAddress}
      />
      {learner.scheduledBatchId ? (
        <div className="pad notice-place">
          <Notice tone="amber" icon={<Clock className="i" />} title={t("scheduled")}>
            {t("scheduledText")}{" "}
            <Link className="link" href={batchPath(learner.scheduledBatchId)}>
              {t("seeBatch")}
            </Link>
          </Notice>
        </div>
      ) : null}
      <KeyFigures learner={learner} />
      <div className="cols learner">
        <div>
          <ClientMessages>
            <ActivityPlot activity={learner.activity} />
          </ClientMessages>
          <Progress progress={learner.progress} />
          <Assignments assignments={learner.assignments} />
        </div>
        <aside>
          <Profile learner={learner} />
          {isFullAdmin(admin) ? (
            <ClientMessages nouns={["holds"]}>
              <Hold learner={learner} />
            </ClientMessages>
          ) : null}
        </aside>
      </div>
    </Sheet>
  );
}
