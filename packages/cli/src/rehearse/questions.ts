import type { Dice } from "@switchyard/rollout";
import type { Question } from "../router-client.ts";

/** What people ask: mostly what the rules know, sometimes what only the model understands. */
const QUESTIONS: readonly Question[] = [
  { query: "What are my AWS costs?" },
  { query: "Why did our AWS bill go up last month?" },
  { query: "Show the AWS spend by account" },
  { query: "Did GuardDuty find anything this week?" },
  { query: "Which S3 buckets are public?" },
  { query: "Is the RDS instance healthy?" },
  { query: "Restart the ECS service in staging" },
  { query: "Why can the VPC not reach the internet?" },
  { query: "Anything new since yesterday?", agent: "security" },
  { query: "Since Tuesday the thing behaves strangely for people in Spain" },
];

export function pickQuestion(dice: Dice): Question {
  return QUESTIONS[Math.floor(dice() * QUESTIONS.length)] ?? { query: "What are my AWS costs?" };
}
