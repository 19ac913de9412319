import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { report } from "./testing.ts";

describe("the report in Markdown", () => {
  it("has the table, what the judge says, the findings and the events", () => {
    const text = reportMarkdown(report());
    expect(text).toContain("# Experiment 8@1, stage prod\n");
    expect(text).toContain(
      "| Error rate | 1 % (0.8 % to 1.3 %) | 0.2 % (0.1 % to 0.4 %) | -80 % (-92.3 % to -50 %) | below 0.5 % | met |",
    );
    expect(text).toContain("| not measured |");
    expect(text).toContain("- the candidate fails less");
    expect(text).toContain("validating → stepping at 50 %, the controller: the evidence is there");
    expect(text).toContain("start: a \\<b\\>cheaper\\</b\\> \\| model");
  });

  it("says when it is no more than interim", () => {
    const { story } = report();
    expect(reportMarkdown(report({ story: { ...story, hasEnded: false } }))).toContain(
      "(interim: it is still under way)",
    );
  });
});

describe("the report in HTML", () => {
  it("is one file without scripts, whatever it is told", () => {
    const text = reportHtml(report());
    expect(text).toContain("too little &lt;script&gt;");
    expect(text).toContain('<td class="met">met</td>');
    expect(text).not.toMatch(/<script|<link|src=|https?:/);
  });

  it("never lets text become markup", () => {
    fc.assert(
      fc.property(fc.string(), (evil) => {
        const html = reportHtml(report({ findings: [`${evil}<img onerror=x>`] }));
        expect(html).not.toContain("<img");
      }),
    );
  });
});
