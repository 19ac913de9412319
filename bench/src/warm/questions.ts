/** For each of the five agents, and all of them known to the fast path: half by its rules, half by its model. */
export const QUESTIONS: readonly string[] = [
  "What are my AWS costs?",
  "Who deleted the orders bucket last night?",
  "which IAM users have no MFA",
  "why is my load balancer returning 502 errors since this morning",
  "is the RDS instance healthy?",
  "How many instances ran in eu-west-1 last week?",
  "list the route tables of our VPC",
  "how do I write a lambda function",
];
