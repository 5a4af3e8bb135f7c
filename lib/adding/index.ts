// Adding users, by form and by file. The door of the folder; the file's way is lib/lists with the purpose add_users.
export { explainAddRefusal, explainAddRow, explainExists, explainPerson } from "./explain";
export { type AddUserAnswer, addUser, type NewUser } from "./form";
export { bookWith, GroupBook } from "./groups";
export { type Added, addLearners, type ExistsBy, type NewLearner } from "./learners";
export { ADDING_COLUMNS, MAX_GROUPS, type PersonProblem, personProblem } from "./person";
