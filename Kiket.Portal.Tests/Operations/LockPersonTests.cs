using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Operations;

public sealed class LockPersonTests : ScenarioTests
{
    private const string Reason = "Sends mail to strangers.";

    private LockPerson Lock => Scenario.Get<LockPerson>();

    private UnlockPerson Unlock => Scenario.Get<UnlockPerson>();

    [Fact]
    public async Task A_lock_is_recorded_with_its_reason_and_the_person_is_notified()
    {
        Assert.True((await LockAsync(Scenario.Gus)).Succeeded);

        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "person.locked"));
        Assert.Equal((Scenario.Olu.UserId, Scenario.Gus.UserId.ToString()), (entry.ActorId, entry.SubjectId));
        Assert.Contains(Reason, entry.After, StringComparison.Ordinal);
        var notice = await Scenario.QueryAsync(db => db.Set<Notification>().SingleAsync(notification => notification.UserId == Scenario.Gus.UserId));
        Assert.Equal("Your account is locked", notice.Title);
        Assert.Contains(Reason, notice.Body, StringComparison.Ordinal);
        Assert.Equal(
            (Reason, Scenario.Olu.UserId),
            await Scenario.QueryAsync(db => db.Set<PortalUser>()
                .Where(user => user.Id == Scenario.Gus.UserId)
                .Select(user => ValueTuple.Create(user.LockReason!, user.LockedBy!.Value))
                .SingleAsync()));
    }

    [Fact]
    public async Task It_ends_their_sign_ins_and_updates_open_pages()
    {
        var heard = 0;
        using var page = Scenario.Get<SessionTopic>().Subscribe(Scenario.Gus.UserId, () => Task.FromResult(Interlocked.Increment(ref heard)));
        await Scenario.Get<BeginSession>().RunAsync(Scenario.Gus.UserId, "stamp", "password", new SignInPlace(null, ""), CancellationToken.None);

        await LockAsync(Scenario.Gus);

        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<SignInSession>().CountAsync()));
        await Wait.UntilAsync(() => heard == 1);
    }

    [Fact]
    public async Task Their_platform_roles_have_no_effect_until_the_undo()
    {
        var platform = Scenario.Get<PlatformAccess>();
        await LockAsync(Scenario.Rita);

        Assert.Equal("not_found", (await platform.RequireReviewerAsync(Scenario.Rita.UserId, CancellationToken.None)).Code());
        Assert.DoesNotContain(Scenario.Rita.UserId, await WithRoleAsync(PlatformRoles.Reviewer));

        Assert.True((await Unlock.RunAsync(Scenario.Rita.UserId, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.True((await platform.RequireReviewerAsync(Scenario.Rita.UserId, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task An_undo_is_recorded_and_the_person_is_notified()
    {
        await LockAsync(Scenario.Gus);

        Assert.True((await Unlock.RunAsync(Scenario.Gus.UserId, Scenario.Olu, CancellationToken.None)).Succeeded);

        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "person.unlocked"));
        Assert.Contains(Reason, entry.Before, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await Scenario.QueryAsync(db => db.Set<Notification>()
                .CountAsync(notification => notification.UserId == Scenario.Gus.UserId && notification.Title == "Your account is unlocked")));
        Assert.False(await Scenario.QueryAsync(
            db => db.Set<PortalUser>().AnyAsync(user => user.LockedAt != null || user.LockReason != null || user.LockedBy != null)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Too short")]
    [InlineData("Turns \u202E around the text")]
    [InlineData(null)]
    public async Task A_reason_that_says_nothing_is_refused_at_its_field(string? reason)
    {
        var refused = await Lock.RunAsync(Scenario.Gus.UserId, reason ?? new string('x', 501), Scenario.Olu, CancellationToken.None);

        Assert.Equal("reason", Assert.Single(refused.Error!.Details).Field);
        Assert.False(await Scenario.QueryAsync(db => db.Set<PortalUser>().AnyAsync(user => user.LockedAt != null)));
    }

    [Fact]
    public async Task No_one_locks_themselves_and_only_an_operator_locks()
    {
        Assert.Equal("operator_locks_self", (await LockAsync(Scenario.Olu)).Code());
        Assert.Equal("not_found", (await Lock.RunAsync(Scenario.Gus.UserId, Reason, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Lock.RunAsync(Scenario.Gus.UserId, Reason, Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Unlock.RunAsync(Scenario.Gus.UserId, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("user_not_found", (await Lock.RunAsync(Guid.NewGuid(), Reason, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("user_not_found", (await Unlock.RunAsync(Guid.NewGuid(), Scenario.Olu, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_second_lock_and_a_second_undo_say_so()
    {
        await LockAsync(Scenario.Gus);
        Assert.Equal("person_locked", (await LockAsync(Scenario.Gus)).Code());

        await Unlock.RunAsync(Scenario.Gus.UserId, Scenario.Olu, CancellationToken.None);
        Assert.Equal("person_not_locked", (await Unlock.RunAsync(Scenario.Gus.UserId, Scenario.Olu, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Of_two_operators_who_lock_each_other_at_the_same_moment_one_is_left()
    {
        for (var i = 0; i < 5; i++)
        {
            var ola = await Scenario.Database.AddPersonAsync($"ola{i}", PlatformRoles.Operator);

            var both = await Task.WhenAll(
                Lock.RunAsync(ola.UserId, Reason, Scenario.Olu, CancellationToken.None),
                Lock.RunAsync(Scenario.Olu.UserId, Reason, ola, CancellationToken.None));

            Assert.Single(both, result => result.Succeeded);
            Assert.NotEmpty(await WithRoleAsync(PlatformRoles.Operator));
            await Scenario.QueryAsync(db => db.Set<PortalUser>().ExecuteUpdateAsync(set => set.SetProperty(user => user.LockedAt, (DateTimeOffset?)null)));
        }
    }

    private Task<Kiket.Portal.Foundation.Result> LockAsync(Actor person) => Lock.RunAsync(person.UserId, Reason, Scenario.Olu, CancellationToken.None);

    private Task<IReadOnlyList<Guid>> WithRoleAsync(PlatformRoles role) =>
        Scenario.QueryAsync(db => PlatformAccess.WithRoleAsync(db, role, CancellationToken.None));
}
