using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Operations;

public sealed class ChangePlatformRoleTests : ScenarioTests
{
    private ChangePlatformRole Change => Scenario.Get<ChangePlatformRole>();

    [Fact]
    public async Task A_given_role_takes_effect_at_once_is_recorded_and_notified()
    {
        Assert.True((await Change.RunAsync(Scenario.Gus.UserId, PlatformRoles.Reviewer, grant: true, Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.True((await Scenario.Get<PlatformAccess>().RequireReviewerAsync(Scenario.Gus.UserId, CancellationToken.None)).Succeeded);
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "person.role_granted"));
        Assert.Equal((Scenario.Olu.UserId, Scenario.Gus.UserId.ToString()), (entry.ActorId, entry.SubjectId));
        Assert.Contains("None", entry.Before, StringComparison.Ordinal);
        Assert.Contains("Reviewer", entry.After, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await Scenario.QueryAsync(db => db.Set<Notification>()
                .CountAsync(notification => notification.UserId == Scenario.Gus.UserId && notification.Title == "You are now a reviewer")));
    }

    [Fact]
    public async Task A_role_taken_leaves_the_other()
    {
        await Change.RunAsync(Scenario.Rita.UserId, PlatformRoles.Operator, grant: true, Scenario.Olu, CancellationToken.None);

        Assert.True((await Change.RunAsync(Scenario.Rita.UserId, PlatformRoles.Reviewer, grant: false, Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal(
            PlatformRoles.Operator,
            await Scenario.QueryAsync(db => db.Set<PortalUser>()
                .Where(user => user.Id == Scenario.Rita.UserId)
                .Select(user => user.PlatformRoles)
                .SingleAsync()));
    }

    [Fact]
    public async Task A_second_click_records_nothing()
    {
        await Change.RunAsync(Scenario.Gus.UserId, PlatformRoles.Reviewer, grant: true, Scenario.Olu, CancellationToken.None);
        Assert.True((await Change.RunAsync(Scenario.Gus.UserId, PlatformRoles.Reviewer, grant: true, Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "person.role_granted")));
    }

    [Fact]
    public async Task Nobody_else_gives_roles_and_no_operator_takes_their_own()
    {
        Assert.Equal(
            "not_found",
            (await Change.RunAsync(Scenario.Ada.UserId, PlatformRoles.Operator, grant: true, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(
            "platform_role_missing",
            (await Change.RunAsync(Scenario.Rita.UserId, PlatformRoles.Operator, grant: true, Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal(
            "operator_keeps_role",
            (await Change.RunAsync(Scenario.Olu.UserId, PlatformRoles.Operator, grant: false, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal(
            "user_not_found",
            (await Change.RunAsync(Guid.NewGuid(), PlatformRoles.Reviewer, grant: true, Scenario.Olu, CancellationToken.None)).Code());
    }
}
