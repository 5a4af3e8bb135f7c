// Owns what a mail looks like that tells one thing and has at most one button (look.md, e-mail). Pure.
// Called by the files of words beside it, one a kind of mail.
import { render } from "@react-email/render";
import { COLOR, Frame, Layout, text } from "./frame";
import type { Language } from "./messages";

export type NoticeMail = {
  language: Language;
  organizationName: string;
  /** Subject and headline: they are the same. */
  headline: string;
  /** What a client shows beside the subject. */
  preheader: string;
  paragraphs: string[];
  button?: { words: string; url: string };
  /** Below the button: how long it works, what opening it does. */
  small?: string;
  /** Why the reader gets it. */
  footer: string;
};

/** Subject, HTML and text of a notice. */
export async function renderNotice(mail: NoticeMail): Promise<{ subject: string; html: string; text: string }> {
  return { subject: mail.headline, html: await render(<Notice {...mail} />), text: plain(mail) };
}

function Notice({ language, organizationName, headline, preheader, paragraphs, button, small, footer }: NoticeMail) {
  return (
    <Frame
      language={language}
      title={headline}
      preheader={preheader}
      organizationName={organizationName}
      footer={footer}
    >
      <h1 style={text(22, 30, COLOR.ink, { margin: "0 0 8px", fontWeight: 600, letterSpacing: "-.012em" })}>
        {headline}
      </h1>
      {paragraphs.map((words) => (
        <p key={words} style={text(15, 24, COLOR.ink2, { margin: "0 0 16px" })}>
          {words}
        </p>
      ))}
      {button ? (
        <Layout className="ways" style={{ marginTop: 6 }}>
          <tr>
            <td className="way">
              <a
                href={button.url}
                style={text(15, 22, "#FFFFFF", {
                  display: "block",
                  padding: "11px 20px",
                  fontWeight: 600,
                  textDecoration: "none",
                  textAlign: "center",
                  backgroundColor: COLOR.accent,
                  borderRadius: 8,
                })}
              >
                {button.words}
              </a>
            </td>
          </tr>
        </Layout>
      ) : null}
      {small ? <p style={text(13, 20, COLOR.ink3, { margin: "18px 0 0" })}>{small}</p> : null}
    </Frame>
  );
}

function plain({ headline, paragraphs, button, small, footer }: NoticeMail): string {
  return [headline, ...paragraphs, button && `${button.words}:\n${button.url}`, small, `--\n${footer}`]
    .filter(Boolean)
    .join("\n\n")
    .concat("\n");
}
