using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Operations;

public sealed class ChangePlatformRoleTests : OnTheWay
{
    private ChangePlatformRole Change => Way.Get<ChangePlatformRole>();

    [Fact]
    public async Task A_role_given_holds_at_once_is_recorded_and_told()
    {
        Assert.True((await Change.RunAsync(Way.Gus.UserId, PlatformRoles.Reviewer, grant: true, Way.Olu, CancellationToken.None)).Succeeded);

        Assert.True((await Way.Get<PlatformAccess>().RequireReviewerAsync(Way.Gus.UserId, CancellationToken.None)).Succeeded);
        var entry = await Way.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "person.role_granted"));
        Assert.Equal((Way.Olu.UserId, Way.Gus.UserId.ToString()), (entry.ActorId, entry.SubjectId));
        Assert.Contains("None", entry.Before, StringComparison.Ordinal);
        Assert.Contains("Reviewer", entry.After, StringComparison.Ordinal);
        Assert.Equal(1, await Way.QueryAsync(db => db.Set<Notification>().CountAsync(notification => notification.UserId == Way.Gus.UserId && notification.Title == "You are a reviewer now")));
    }

    [Fact]
    public async Task A_role_taken_leaves_the_other()
    {
        await Change.RunAsync(Way.Rita.UserId, PlatformRoles.Operator, grant: true, Way.Olu, CancellationToken.None);

        Assert.True((await Change.RunAsync(Way.Rita.UserId, PlatformRoles.Reviewer, grant: false, Way.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal(PlatformRoles.Operator, await Way.QueryAsync(db => db.Set<PortalUser>().Where(user => user.Id == Way.Rita.UserId).Select(user => user.PlatformRoles).SingleAsync()));
    }

    [Fact]
    public async Task A_second_click_records_nothing()
    {
        await Change.RunAsync(Way.Gus.UserId, PlatformRoles.Reviewer, grant: true, Way.Olu, CancellationToken.None);
        Assert.True((await Change.RunAsync(Way.Gus.UserId, PlatformRoles.Reviewer, grant: true, Way.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal(1, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "person.role_granted")));
    }

    [Fact]
    public async Task Nobody_else_gives_roles_and_no_operator_takes_their_own()
    {
        Assert.Equal("not_found", (await Change.RunAsync(Way.Ada.UserId, PlatformRoles.Operator, grant: true, Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Change.RunAsync(Way.Rita.UserId, PlatformRoles.Operator, grant: true, Way.Rita, CancellationToken.None)).Code());
        Assert.Equal("operator_keeps_role", (await Change.RunAsync(Way.Olu.UserId, PlatformRoles.Operator, grant: false, Way.Olu, CancellationToken.None)).Code());
        Assert.Equal("user_not_found", (await Change.RunAsync(Guid.NewGuid(), PlatformRoles.Reviewer, grant: true, Way.Olu, CancellationToken.None)).Code());
    }
}
