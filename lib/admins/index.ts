// The door to admins (spec 8, Admins): who they are, inviting, roles, removal. What somebody does with an invitation has a door of
// its own (accepting.ts), for nobody is signed in there. Called by the page Admins and its actions.
export { type Invite, type InviteAnswer, inviteAdmin, sendInvitationAgain, withdrawInvitation } from "./invitations";
export { type Invitation, type ListedAdmin, listAdmins, listInvitations } from "./reading";
export { changeRole, type RoleAnswer, removeAdmin } from "./roles";
