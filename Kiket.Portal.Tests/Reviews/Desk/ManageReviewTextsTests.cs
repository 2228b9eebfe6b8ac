using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Policies;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Desk;

/// <summary>What operators keep for reviewers: quality bars, saved replies and settings.</summary>
public sealed class ManageReviewTextsTests : ScenarioTests
{
    private static readonly ChecklistInput Bar = new("It is translated", "Switch the language.", "Please translate the setup.", ChecklistSeverity.Advice);

    private ManageChecklist Checklist => Scenario.Get<ManageChecklist>();

    private ManageReplies Replies => Scenario.Get<ManageReplies>();

    private ChangeReviewSettings Settings => Scenario.Get<ChangeReviewSettings>();

    [Fact]
    public async Task A_quality_bar_is_added_at_the_end_changed_moved_and_retired()
    {
        Assert.True((await Checklist.SaveAsync(null, Bar, Scenario.Olu, CancellationToken.None)).Succeeded);
        var added = (await Checklist.AllAsync(CancellationToken.None))[^1];
        Assert.Equal((Bar.Text, ChecklistSeverity.Advice), (added.Text, added.Severity));

        Assert.True((await Checklist.SaveAsync(
            new SeenRow(added.Id, added.RowVersion),
            Bar with { Severity = ChecklistSeverity.Change },
            Scenario.Olu,
            CancellationToken.None)).Succeeded);
        Assert.True((await Checklist.MoveAsync(added.Id, -1, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.True((await Checklist.RetireAsync(added.Id, true, Scenario.Olu, CancellationToken.None)).Succeeded);

        var all = await Checklist.AllAsync(CancellationToken.None);
        Assert.Equal((added.Id, ChecklistSeverity.Change, true), (all[^2].Id, all[^2].Severity, all[^2].IsRetired));
        Assert.Equal(
            ["checklist.added", "checklist.changed", "checklist.moved", "checklist.retired"],
            await Scenario.QueryAsync(db => db.Set<AuditEntry>()
                .Where(entry => entry.Action.StartsWith("checklist."))
                .Select(entry => entry.Action)
                .OrderBy(action => action)
                .ToListAsync()));
    }

    [Theory]
    [InlineData("", "Please.", "text")]
    [InlineData("Bar", " ", "reply_sentence")]
    [InlineData("Bar\u202E", "Please.", "text")]
    public async Task A_quality_bar_needs_its_words(string text, string reply, string field) =>
        Assert.Equal(
            field,
            (await Checklist.SaveAsync(null, Bar with { Text = text, ReplySentence = reply }, Scenario.Olu, CancellationToken.None))
                .Error!.Details[0].Field);

    [Fact]
    public async Task A_reply_is_kept_once()
    {
        Assert.True((await Replies.SaveAsync(null, "Almost there", "One thing is left.", Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal("title_exists", (await Replies.SaveAsync(null, "almost THERE ", "Else.", Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal(
            "title_invalid",
            (await Replies.SaveAsync(
                null, new string('t', SavedReply.MaxTitleLength + 1), "Else.", Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("text_length", (await Replies.SaveAsync(null, "Else", "", Scenario.Olu, CancellationToken.None)).Code());
        var reply = (await Replies.AllAsync(CancellationToken.None))[^1];
        Assert.Equal(("Almost there", "One thing is left."), (reply.Title, reply.Text));
        Assert.True((await Replies.RetireAsync(reply.Id, true, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.True((await Replies.MoveAsync(reply.Id, -1, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal(
            (reply.Id, true),
            ((await Replies.AllAsync(CancellationToken.None))[^2].Id, (await Replies.AllAsync(CancellationToken.None))[^2].IsRetired));
    }

    [Fact]
    public async Task Of_two_who_had_one_quality_bar_open_the_second_learns_who_was_first_and_may_insist()
    {
        var ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        var opened = (await Checklist.AllAsync(CancellationToken.None))[0];
        var seen = new SeenRow(opened.Id, opened.RowVersion);
        Assert.True((await Checklist.SaveAsync(seen, Bar, ola, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(3));

        var refused = await Checklist.SaveAsync(seen, Bar with { Text = "It speaks" }, Scenario.Olu, CancellationToken.None);

        Assert.Equal((ErrorKind.Conflict, "changed_meanwhile"), (refused.Error!.Kind, refused.Code()));
        Assert.StartsWith("ola changed this on ", refused.Error.Message, StringComparison.Ordinal);
        var saved = (await Checklist.AllAsync(CancellationToken.None))[0];
        Assert.Equal(Bar.Text, saved.Text);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "checklist.changed")));
        Assert.True((await Checklist.SaveAsync(
            new SeenRow(saved.Id, saved.RowVersion),
            Bar with { Text = "It speaks" },
            Scenario.Olu,
            CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task Of_two_who_had_one_reply_open_the_second_learns_who_was_first()
    {
        var ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        var opened = (await Replies.AllAsync(CancellationToken.None))[0];
        var seen = new SeenRow(opened.Id, opened.RowVersion);
        Assert.True((await Replies.SaveAsync(seen, "Almost there", "One thing is left.", ola, CancellationToken.None)).Succeeded);

        var refused = await Replies.SaveAsync(seen, "Nearly", "One thing.", Scenario.Olu, CancellationToken.None);

        Assert.Equal("changed_meanwhile", refused.Code());
        Assert.StartsWith("ola changed this", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("Almost there", (await Replies.AllAsync(CancellationToken.None))[0].Title);
    }

    [Fact]
    public async Task Whoever_moved_a_neighbour_past_it_is_named_too()
    {
        var all = await Checklist.AllAsync(CancellationToken.None);
        Assert.True((await Checklist.MoveAsync(all[1].Id, -1, Scenario.Olu, CancellationToken.None)).Succeeded);

        var refused = await Checklist.SaveAsync(new SeenRow(all[0].Id, all[0].RowVersion), Bar, Scenario.Olu, CancellationToken.None);

        Assert.StartsWith("You changed this", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_hold_from_the_moment_they_are_saved()
    {
        Assert.True((await Settings.RunAsync(
            new ReviewSettingsInput(24, true, 25, [" Users:Write ", "", "admin"]),
            Scenario.Olu,
            CancellationToken.None)).Succeeded);

        var settings = await Scenario.Get<ReadReviewSettings>().RunAsync(CancellationToken.None);
        Assert.Equal((24, true, 25, "olu"), (settings.TargetHours, settings.AutoApproveRoutine, settings.SamplePercent, settings.ChangedByName));
        Assert.Equal(["users:write", "admin"], settings.SensitiveScopes);
        Assert.True((await Settings.RunAsync(new ReviewSettingsInput(48, false, 0, []), Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "review_settings.changed")));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<ReviewSettings>().CountAsync()));
    }

    [Theory]
    [InlineData(0, 10, "admin", "target_hours")]
    [InlineData(721, 10, "admin", "target_hours")]
    [InlineData(48, 101, "admin", "sample_percent")]
    [InlineData(48, -1, "admin", "sample_percent")]
    [InlineData(48, 10, "users write", "sensitive_scopes")]
    [InlineData(48, 10, "<script>", "sensitive_scopes")]
    public async Task Settings_out_of_bounds_are_refused_at_their_field(int target, int sample, string scope, string field)
    {
        var refused = await Settings.RunAsync(new ReviewSettingsInput(target, false, sample, [scope]), Scenario.Olu, CancellationToken.None);

        Assert.Equal(field, refused.Error!.Details[0].Field);
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<ReviewSettings>().CountAsync()));
    }

    [Fact]
    public async Task Nobody_but_operators_keeps_them()
    {
        var bar = (await Checklist.AllAsync(CancellationToken.None))[0].Id;
        var reply = (await Replies.AllAsync(CancellationToken.None))[0].Id;

        Assert.Equal("not_found", (await Checklist.SaveAsync(new SeenRow(bar, 1), Bar, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Checklist.MoveAsync(bar, 1, Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Checklist.RetireAsync(bar, true, Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Replies.SaveAsync(null, "Title", "Text", Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Replies.RetireAsync(reply, true, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Settings.RunAsync(new ReviewSettingsInput(48, true, 0, []), Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task What_is_gone_is_said_to_be_gone()
    {
        Assert.Equal("not_found_any_more", (await Checklist.SaveAsync(new SeenRow(Guid.NewGuid(), 1), Bar, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("not_found_any_more", (await Replies.MoveAsync(Guid.NewGuid(), 1, Scenario.Olu, CancellationToken.None)).Code());
    }
}
