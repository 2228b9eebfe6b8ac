using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Previews;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Kiket.Portal.Tests.Submissions.Attachments;

public sealed class AttachmentTests : ScenarioTests
{
    [Fact]
    public async Task Screenshots_stand_in_the_order_in_which_they_were_taken_however_they_arrive()
    {
        var draft = await Scenario.ReadyAsync();

        var second = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Screenshot, Colour(2), position: 1));
        var first = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Screenshot, Colour(1), position: 0));
        var third = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Screenshot, Colour(3)));

        Assert.Equal([first.UploadId, second.UploadId, third.UploadId], await OrderAsync(draft));
    }

    [Fact]
    public async Task Moving_captioning_removing_and_undoing_lose_nothing()
    {
        var draft = await Scenario.ReadyAsync();
        var first = await Scenario.CaptionedAsync(draft, "One", Colour(1));
        var second = await Scenario.CaptionedAsync(draft, "Two", Colour(2));

        Scenario.Done(await Scenario.Get<MovePicture>().RunAsync(draft, second, 0, Scenario.Ada, CancellationToken.None));
        Assert.Equal([second, first], await OrderAsync(draft));

        var removed = Scenario.Done(await Scenario.Get<RemoveAttachment>().RunAsync(draft, second, Scenario.Ada, CancellationToken.None));
        Assert.Equal([first], await OrderAsync(draft));

        Scenario.Done(await Scenario.Get<RestoreAttachment>().RunAsync(draft, removed, Scenario.Ada, CancellationToken.None));
        Assert.Equal([second, first], await OrderAsync(draft));
        Assert.Equal("Two", (await Scenario.FindAsync(draft)).Screenshots[0].Caption);
    }

    [Fact]
    public async Task Files_do_not_disturb_a_colleague_who_types()
    {
        var draft = await Scenario.ReadyAsync();
        var seen = (await Scenario.FindAsync(draft)).RowVersion;

        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Icon, Pictures.Png(300, 300), actor: Scenario.Ben));

        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Summary = "Typed meanwhile." }, rowVersion: seen));
        Assert.NotNull((await Scenario.FindAsync(draft)).Icon);
    }

    [Fact]
    public async Task A_caption_that_a_colleague_changed_is_not_overwritten()
    {
        var draft = await Scenario.ReadyAsync();
        var shot = await Scenario.CaptionedAsync(draft, "Mine");
        Scenario.Done(await Scenario.Get<CaptionPicture>().RunAsync(draft, shot, "Ben's", "Mine", Scenario.Ben, CancellationToken.None));

        var late = await Scenario.Get<CaptionPicture>().RunAsync(draft, shot, "Mine, longer", "Mine", Scenario.Ada, CancellationToken.None);

        Assert.Equal("caption_changed", late.Error!.Code);
        Assert.Contains("Ben's", late.Error.Message, StringComparison.Ordinal);
        Assert.Equal("Ben's", (await Scenario.FindAsync(draft)).Screenshots[0].Caption);
    }

    [Theory]
    [InlineData("Reads\u202Ebackwards", "caption_characters")]
    [InlineData(null, "caption_length")]
    public async Task A_caption_that_tricks_or_runs_on_is_refused(string? text, string code)
    {
        var draft = await Scenario.ReadyAsync();
        var shot = await Scenario.CaptionedAsync(draft, "Kept");

        var refused = await Scenario.Get<CaptionPicture>()
            .RunAsync(draft, shot, text ?? new string('x', Attachment.MaxCaptionLength + 1), "Kept", Scenario.Ada, CancellationToken.None);

        Assert.Equal(code, refused.Error!.Code);
        Assert.Equal("Kept", (await Scenario.FindAsync(draft)).Screenshots[0].Caption);
    }

    [Fact]
    public async Task A_screenshot_without_a_caption_is_missing_something()
    {
        var draft = await Scenario.ReadyAsync();
        var shot = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Screenshot, Pictures.Png()));

        var submitted = await Scenario.SubmitAsync(draft);

        Assert.Equal("not_ready", submitted.Error!.Code);
        Assert.Equal($"listing.screenshots.{shot.UploadId:N}.caption", Assert.Single(submitted.Error.Details).Field);
        await Scenario.Get<CaptionPicture>().RunAsync(draft, shot.UploadId, "A channel", "", Scenario.Ada, CancellationToken.None);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
    }

    [Fact]
    [Asvs("V5.2.4")]
    public async Task The_ninth_screenshot_the_sixth_document_and_a_second_copy_are_refused_alone()
    {
        var draft = await Scenario.ReadyAsync();
        for (byte i = 0; i < UploadKinds.MaxScreenshots; i++)
        {
            Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Screenshot, Colour(i)));
        }

        for (var i = 0; i < UploadKinds.MaxDocuments; i++)
        {
            Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.ScanLog, Pictures.Pdf($"{i}"), $"{i}.pdf"));
        }

        Assert.Equal("too_many_screenshots", (await Scenario.AttachAsync(draft, UploadKind.Screenshot, Colour(200))).Error!.Code);
        Assert.Equal("too_many_documents", (await Scenario.AttachAsync(draft, UploadKind.Attestation, Pictures.Pdf("x"), "x.pdf")).Error!.Code);
        Assert.Equal(UploadKinds.MaxScreenshots + UploadKinds.MaxDocuments, (await Scenario.FindAsync(draft)).Attachments.Count);

        var other = await Scenario.StartAsync();
        Scenario.Done(await Scenario.AttachAsync(other, UploadKind.Screenshot, Colour(1)));
        Assert.Equal("already_added", (await Scenario.AttachAsync(other, UploadKind.Screenshot, Colour(1))).Error!.Code);
    }

    [Fact]
    [Asvs("V5.2.4")]
    public async Task An_organization_has_100_MiB()
    {
        var draft = await Scenario.ReadyAsync();
        var pdf = Pictures.Pdf(new string('x', 9 * 1024 * 1024));
        var drafts = new List<Guid>();
        for (var i = 0; i < 11; i++)
        {
            if (i % 4 == 0)
            {
                drafts.Add(await Scenario.StartAsync());
            }

            Scenario.Done(await Scenario.AttachAsync(drafts[^1], UploadKind.ScanLog, [.. pdf[..20], (byte)('a' + i), .. pdf[20..]], "log.pdf"));
        }

        var refused = await Scenario.AttachAsync(draft, UploadKind.ScanLog, pdf, "log.pdf");

        Assert.Equal("quota_exceeded", refused.Error!.Code);
        Assert.Contains("of 100 MiB", refused.Error.Message, StringComparison.Ordinal);
        Assert.Empty((await Scenario.FindAsync(draft)).Attachments);
    }

    [Fact]
    public async Task Who_may_not_change_a_draft_adds_nothing_to_it()
    {
        var draft = await Scenario.ReadyAsync();

        Assert.Equal("submission_not_found", (await Scenario.AttachAsync(draft, UploadKind.Icon, Pictures.Png(), actor: Scenario.Gus)).Error!.Code);
        Assert.Equal("role_too_low", (await Scenario.AttachAsync(draft, UploadKind.Icon, Pictures.Png(), actor: Scenario.Mia)).Error!.Code);

        await Scenario.Get<ChangeRole>().RunAsync("acme", Scenario.Ben.UserId, OrganizationRole.Member, Scenario.Ada, CancellationToken.None);
        Assert.Equal("role_too_low", (await Scenario.AttachAsync(draft, UploadKind.Icon, Pictures.Png(), actor: Scenario.Ben)).Error!.Code);

        Assert.Empty((await Scenario.FindAsync(draft)).Attachments);
        Assert.Empty(Stored());
    }

    [Fact]
    public async Task What_is_with_the_reviewers_or_decided_on_cannot_be_changed()
    {
        var submission = await Scenario.InReviewAsync();
        Assert.Equal("submission_not_editable", (await Scenario.AttachAsync(submission, UploadKind.Icon, Pictures.Png())).Error!.Code);

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges));
        var shot = await Scenario.CaptionedAsync(submission, "Before");
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        Assert.Equal(
            "submission_not_editable",
            (await Scenario.Get<CaptionPicture>()
                .RunAsync(submission, shot, "After", "Before", Scenario.Ada, CancellationToken.None)).Error!.Code);
        Assert.Equal(
            "submission_not_editable",
            (await Scenario.Get<RemoveAttachment>().RunAsync(submission, shot, Scenario.Ada, CancellationToken.None)).Error!.Code);
        Assert.Equal("Before", (await ListingAsync()).Files.Screenshots[0].Caption);
    }

    [Fact]
    public async Task A_refused_file_leaves_nothing_on_the_disk()
    {
        var draft = await Scenario.ReadyAsync();

        Assert.False((await Scenario.AttachAsync(draft, UploadKind.Screenshot, "MZ"u8.ToArray())).Succeeded);
        Assert.False((await Scenario.AttachAsync(draft, UploadKind.Screenshot, new byte[UploadKinds.MaxPictureBytes + 1])).Succeeded);

        Assert.Empty(Stored());
    }

    [Fact]
    public async Task An_approved_version_shows_its_files_and_the_next_one_begins_with_them()
    {
        var submission = await Scenario.ReadyAsync();
        Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.Icon, Pictures.Png(300, 300)));
        await Scenario.CaptionedAsync(submission, "A channel");
        Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.DataHandlingStatement, Pictures.Pdf("data"), "data.pdf"));
        Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.SecurityReview, Pictures.Pdf("review"), "review.pdf"));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        var listing = await ListingAsync();
        Assert.NotNull(listing.Files.Icon);
        Assert.Equal(listing.Files.Icon.Id, listing.IconId);
        Assert.Equal("A channel", Assert.Single(listing.Files.Screenshots).Caption);
        Assert.Equal("data.pdf", Assert.Single(listing.Files.Documents).Name);
        var page = await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace), CancellationToken.None);
        var card = Assert.Single(page.Items);
        Assert.Equal($"/uploads/{listing.IconId:N}", card.IconAddress);

        Scenario.Push("1.1.0");
        var next = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(next));
        var inherited = await Scenario.FindAsync(next);
        Assert.Equal(4, inherited.Attachments.Count);
        Assert.Equal("A channel", inherited.Screenshots[0].Caption);

        // What the next version changes is its own affair.
        Scenario.Done(await Scenario.Get<RemoveAttachment>().RunAsync(next, inherited.Screenshots[0].UploadId, Scenario.Ada, CancellationToken.None));
        Assert.Single((await Scenario.FindAsync(submission)).Screenshots);
        Assert.Single((await ListingAsync()).Files.Screenshots);
    }

    [Fact]
    public async Task Before_approval_members_and_reviewers_read_afterwards_everybody_what_is_for_customers()
    {
        var submission = await Scenario.ReadyAsync();
        var shot = await Scenario.CaptionedAsync(submission, "A channel");
        var review = Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.SecurityReview, Pictures.Pdf(), "review.pdf")).UploadId;
        Assert.Equal((bool[])[true, false, false, false], await ReadersAsync(shot, Scenario.Mia, Scenario.Gus, Scenario.Rita, null));

        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Assert.Equal((bool[])[true, false, true, false], await ReadersAsync(shot, Scenario.Mia, Scenario.Gus, Scenario.Rita, null));

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Assert.Equal((bool[])[true, true, true, true], await ReadersAsync(shot, Scenario.Mia, Scenario.Gus, Scenario.Rita, null));
        Assert.Equal((bool[])[true, false, true, false], await ReadersAsync(review, Scenario.Mia, Scenario.Gus, Scenario.Rita, null));
    }

    [Fact]
    public async Task Who_is_shown_a_preview_sees_its_pictures_and_no_document()
    {
        var submission = await Scenario.ReadyAsync();
        var shot = await Scenario.CaptionedAsync(submission, "A channel");
        var statement = Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.DataHandlingStatement, Pictures.Pdf(), "data.pdf")).Upload;
        var find = Scenario.Get<FindUpload>();
        var picture = Assert.Single(ListingFilesOf.Preview(await Scenario.FindAsync(submission)).Screenshots);

        Assert.Null(await find.RunAsync(shot, reader: null, picture.Key, CancellationToken.None));
        Scenario.Done(await Scenario.Get<SharePreview>().RunAsync(submission, Scenario.Ada, CancellationToken.None));
        Assert.False((await find.RunAsync(shot, reader: null, picture.Key, CancellationToken.None))!.IsPublic);
        Assert.Null(await find.RunAsync(shot, reader: null, new string('0', 32), CancellationToken.None));
        Assert.Null(await find.RunAsync(statement.Id, reader: null, statement.Key, CancellationToken.None));
        Assert.Null(Assert.Single(ListingFilesOf.Public(await Scenario.FindAsync(submission)).Screenshots).Key);

        var link = Assert.Single(await Scenario.Get<PreviewQueries>().OpenLinksAsync(submission, Scenario.Ada, CancellationToken.None));
        Assert.True((await Scenario.Get<RevokePreview>().RunAsync(submission, link.Id, Scenario.Ada, CancellationToken.None)).Succeeded);
        Assert.Null(await find.RunAsync(shot, reader: null, picture.Key, CancellationToken.None));
    }

    [Fact]
    public async Task Files_of_a_listing_that_is_taken_from_view_go_with_it_and_come_back_with_it()
    {
        var submission = await Scenario.ReadyAsync();
        var shot = await Scenario.CaptionedAsync(submission, "A channel");
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Assert.Equal((bool[])[true, true, true, true], await ReadersAsync(shot, Scenario.Mia, Scenario.Gus, Scenario.Rita, null));

        foreach (var (state, readers) in new[]
        {
            (ListingState.Suspended, (bool[])[true, false, true, false]),
            (ListingState.Removed, [true, false, true, false]),
            (ListingState.Listed, [true, true, true, true]),
        })
        {
            await Scenario.QueryAsync(db => db.Set<Listing>().ExecuteUpdateAsync(row => row.SetProperty(listing => listing.State, state)));
            Assert.Equal(readers, await ReadersAsync(shot, Scenario.Mia, Scenario.Gus, Scenario.Rita, null));
        }
    }

    [Fact]
    public async Task A_scanners_file_says_in_a_line_what_it_holds()
    {
        var draft = await Scenario.ReadyAsync();
        var sarif = """{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"CodeQL"}},"results":[{"level":"warning","message":{"text":"x"}}]}]}"""u8.ToArray();

        var log = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.ScanLog, sarif, "scan.sarif")).Upload;

        Assert.Contains("SARIF 2.1.0 by CodeQL: 1 warning", log.Summary, StringComparison.Ordinal);
        Assert.Null(Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.ScanLog, "All clean."u8.ToArray(), "scan.txt")).Upload.Summary);
    }

    [Fact]
    public async Task What_nothing_uses_is_swept_after_a_day_and_not_before()
    {
        var draft = await Scenario.ReadyAsync();
        var saved = await Scenario.CaptionedAsync(draft, "Kept", Colour(1));
        var gone = await Scenario.CaptionedAsync(draft, "Gone", Colour(2));
        var removed = Scenario.Done(await Scenario.Get<RemoveAttachment>().RunAsync(draft, gone, Scenario.Ada, CancellationToken.None));
        var stray = Path.Combine(UploadsDirectory, "waiting", "half");
        Directory.CreateDirectory(Path.GetDirectoryName(stray)!);
        await File.WriteAllTextAsync(stray, "half");
        foreach (var path in Stored())
        {
            File.SetLastWriteTimeUtc(path, Scenario.Clock.GetUtcNow().UtcDateTime);
        }

        Scenario.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await Scenario.Get<SweepUploads>().RunAsync(CancellationToken.None));
        Scenario.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, await Scenario.Get<SweepUploads>().RunAsync(CancellationToken.None));

        Assert.Equal([saved], await Scenario.QueryAsync(db => db.Set<Upload>().Select(upload => upload.Id).ToListAsync()));
        Assert.All(Stored(), path => Assert.StartsWith($"{saved:N}", Path.GetFileName(path), StringComparison.Ordinal));
        Assert.Equal("upload_gone", (await Scenario.Get<RestoreAttachment>().RunAsync(draft, removed, Scenario.Ada, CancellationToken.None)).Error!.Code);
    }

    [Theory]
    [InlineData(
        "permissions: [issues:read, comments:write]",
        "permissions: [issues:read, comments:write, oauth:manage]",
        "it asks for oauth:manage, a sensitive permission")]
    [InlineData("  license: MIT", "  license: MIT\n  hosting: { tier: minimal, managed: true, egress: [] }", "Kiket hosts it")]
    public async Task Sensitive_and_managed_extensions_need_two_documents_and_are_told_why(string line, string replacement, string reason)
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").Edited(line, replacement).With("Dockerfile", "FROM scratch\n"));
        var input = Scenario.Input with
        {
            Justifications = new Dictionary<string, string>(Scenario.Details.Justifications, StringComparer.Ordinal)
            {
                ["oauth:manage"] = "Connects accounts.",
            },
        };

        var published = Scenario.Done(await Scenario.PublishAsync(input));

        Assert.Equal(SubmissionState.Draft, published.State);
        Assert.Equal(["listing.documents.security_review", "listing.documents.data_handling_statement"], published.Missing.Select(missing => missing.Field));
        Assert.All(published.Missing, missing => Assert.Contains(reason, missing.Message, StringComparison.Ordinal));

        var draft = published.Submission!.Id;
        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.SecurityReview, Pictures.Pdf("r"), "r.pdf"));
        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.DataHandlingStatement, Pictures.Pdf("d"), "d.pdf"));
        Assert.Equal(SubmissionState.InReview, Scenario.Done(await Scenario.PublishAsync(input)).State);
    }

    [Fact]
    public async Task The_next_version_published_by_a_program_inherits_the_documents_it_needs()
    {
        SampleRepository Managed(string version) => SampleRepository.Complete(Scenario.Id, version)
            .Edited("  license: MIT", "  license: MIT\n  hosting: { tier: minimal, managed: true, egress: [] }").With("Dockerfile", "FROM scratch\n");
        Scenario.GitHub.Push(Scenario.FullName, Managed("1.0.0"));
        var draft = Scenario.Done(await Scenario.PublishAsync(Scenario.Input)).Submission!.Id;
        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.SecurityReview, Pictures.Pdf("r"), "r.pdf"));
        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.DataHandlingStatement, Pictures.Pdf("d"), "d.pdf"));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(draft, Decision.Approve));
        Scenario.Done(await Scenario.DecideAsync(draft, Decision.Approve, actor: Scenario.Rob));

        Scenario.GitHub.Push(Scenario.FullName, Managed("1.1.0"));
        foreach (var dryRun in new[] { true, false })
        {
            var outcome = Scenario.Done(await Scenario.PublishAsync(dryRun: dryRun));
            Assert.Null(outcome.Refusal?.Message);
            Assert.Empty(outcome.Missing);
            Assert.Equal(SubmissionState.InReview, outcome.State);
        }
    }

    private static byte[] Colour(byte number) => Pictures.Png(400, 300, new SKColor(number, 100, 200));

    private string UploadsDirectory => Path.Combine(Scenario.Database.Directory, "files", "uploads");

    private string[] Stored() => Directory.Exists(UploadsDirectory) ? Directory.GetFiles(UploadsDirectory, "*", SearchOption.AllDirectories) : [];

    private async Task<Guid[]> OrderAsync(Guid draft) => [.. (await Scenario.FindAsync(draft)).Screenshots.Select(shot => shot.UploadId)];

    private async Task<bool[]> ReadersAsync(Guid upload, params Actor?[] readers)
    {
        var found = new List<bool>();
        foreach (var reader in readers)
        {
            found.Add(await Scenario.Get<FindUpload>().RunAsync(upload, reader, key: null, CancellationToken.None) is not null);
        }

        return [.. found];
    }

    private Task<Listing> ListingAsync() => Scenario.QueryAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync());
}
