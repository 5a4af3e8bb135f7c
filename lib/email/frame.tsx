// Owns what every mail looks like around its content: canvas, mark, sheet, foot (look.md, e-mail). Values of the light theme in
// hex, tables and inline styles, no images. Called by the templates beside it.
import { Body, Head, Html, Preview } from "@react-email/components";
import type { CSSProperties, ReactNode } from "react";

export const FONT = "Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
export const MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";
export const COLOR = {
  canvas: "#F1F4F4",
  surface: "#FFFFFF",
  line: "#E2E8E8",
  ink: "#0F2023",
  ink2: "#405156",
  ink3: "#5A6B6F",
  accent: "#0B5C66",
  accentLine: "#B5D5D8",
};

export const text = (size: number, line: number, color: string, more: CSSProperties = {}): CSSProperties => ({
  fontFamily: FONT,
  fontSize: size,
  lineHeight: `${line}px`,
  color,
  ...more,
});

/** A table that is layout and nothing else. */
export function Layout(props: { children: ReactNode; width?: string; style?: CSSProperties; className?: string }) {
  const { children, ...rest } = props;
  return (
    <table role="presentation" cellPadding="0" cellSpacing="0" border={0} {...rest}>
      <tbody>{children}</tbody>
    </table>
  );
}

// Clients that read style elements make the sheet's edges narrower on a phone; the others show the same, only tighter.
const PHONE = [
  ".edge{padding-left:12px!important;padding-right:12px!important}",
  ".sheet{padding:24px 20px!important}",
  ".ways{width:100%!important}",
  ".way{display:block!important;padding:0 0 14px!important}",
  ".way-on{text-align:center}",
].join("");

/** The whole document. `footer` stands under the sheet. */
export function Frame(props: {
  language: string;
  title: string;
  preheader: string;
  organizationName: string;
  footer: ReactNode;
  children: ReactNode;
}) {
  return (
    <Html lang={props.language}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="supported-color-schemes" content="light" />
        <title>{props.title}</title>
        <style>{`@media (max-width:480px){${PHONE}}`}</style>
      </Head>
      <Body style={{ margin: 0, padding: 0, backgroundColor: COLOR.canvas }}>
        <Preview>{props.preheader}</Preview>
        <Layout width="100%" style={{ backgroundColor: COLOR.canvas }}>
          <tr>
            <td align="center" className="edge" style={{ padding: "28px 16px 36px" }}>
              <Layout width="608" style={{ width: "100%", maxWidth: 608 }}>
                <tr>
                  <td style={{ padding: "0 0 16px 4px" }}>
                    <Mark organizationName={props.organizationName} />
                  </td>
                </tr>
                <tr>
                  <td
                    className="sheet"
                    style={{
                      backgroundColor: COLOR.surface,
                      border: `1px solid ${COLOR.line}`,
                      borderRadius: 12,
                      padding: "36px 39px",
                    }}
                  >
                    {props.children}
                  </td>
                </tr>
                <tr>
                  <td style={text(12, 18, COLOR.ink3, { padding: "20px 4px 0" })}>{props.footer}</td>
                </tr>
              </Layout>
            </td>
          </tr>
        </Layout>
      </Body>
    </Html>
  );
}

function Mark({ organizationName }: { organizationName: string }) {
  const bar = (width: number) => (
    <div style={{ width, height: 2, backgroundColor: COLOR.surface, borderRadius: 1, marginBottom: 3, fontSize: 0 }} />
  );
  return (
    <Layout>
      <tr>
        <td style={{ paddingRight: 10 }}>
          <Layout width="22" style={{ width: 22, height: 22, backgroundColor: COLOR.accent, borderRadius: 6 }}>
            <tr>
              <td style={{ padding: "6px 5px 3px", lineHeight: 0 }}>
                {bar(7)}
                {bar(12)}
                {bar(5)}
              </td>
            </tr>
          </Layout>
        </td>
        <td style={text(14, 22, COLOR.ink, { fontWeight: 600, letterSpacing: "-.01em" })}>
          Learning Admin <span style={{ fontWeight: 500, color: COLOR.ink3 }}>&nbsp;{organizationName}</span>
        </td>
      </tr>
    </Layout>
  );
}
