using AngleSharp.Dom;
using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Files;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class DocumentShelfTests : ScenarioContext
{
    [Fact]
    public async Task Each_kind_says_who_will_read_it()
    {
        var shelf = await OpenAsync(await Scenario.ReadyAsync());

        Assert.Contains("No documents are required", shelf.Markup, StringComparison.Ordinal);
        Assert.Contains("reviewers only", Kind(shelf, UploadKind.SecurityReview), StringComparison.Ordinal);
        Assert.Contains("public after approval", Kind(shelf, UploadKind.DataHandlingStatement), StringComparison.Ordinal);
        Assert.Contains("public after approval", Kind(shelf, UploadKind.Attestation), StringComparison.Ordinal);
        Assert.Contains("reviewers only", Kind(shelf, UploadKind.ScanLog), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_this_submission_needs_is_marked_with_the_reason()
    {
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0")
                .Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, admin]"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var shelf = await OpenAsync(draft);

        Assert.Contains("because it asks for admin, a sensitive permission", shelf.Find(".kp-alert-info").TextContent, StringComparison.Ordinal);
        Assert.Contains("required", Kind(shelf, UploadKind.SecurityReview), StringComparison.Ordinal);
        Assert.Contains("Add a data handling statement", Kind(shelf, UploadKind.DataHandlingStatement), StringComparison.Ordinal);
        Assert.Contains("optional", Kind(shelf, UploadKind.Attestation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_shows_name_size_hash_who_brought_it_and_that_nothing_scanned_it()
    {
        var draft = await Scenario.ReadyAsync();
        var document = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.SecurityReview, Pictures.Pdf(), "../the review.pdf", Scenario.Ben));

        var text = Kind(await OpenAsync(draft), UploadKind.SecurityReview);

        Assert.Contains("the review.pdf", text, StringComparison.Ordinal);
        Assert.Contains($"{Pictures.Pdf().Length} bytes", text, StringComparison.Ordinal);
        Assert.Contains(document.Upload.Sha256, text, StringComparison.Ordinal);
        Assert.Contains($"by {Scenario.Ben.Name}", text, StringComparison.Ordinal);
        Assert.Contains("not scanned for malware", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_document_comes_back()
    {
        var draft = await Scenario.ReadyAsync();
        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.ScanLog, Pictures.Pdf(), "log.pdf"));
        var shelf = await OpenAsync(draft);

        await shelf.Find("[aria-label='Remove log.pdf']").ClickAsync(new());
        Assert.Empty((await Scenario.FindAsync(draft)).Documents);

        await shelf.Find(".removed button").ClickAsync(new());
        Assert.Single((await Scenario.FindAsync(draft)).Documents);
    }

    private static string Kind(IRenderedComponent<DocumentShelf> shelf, UploadKind kind) =>
        shelf.Find($"#{WizardSteps.ElementOf(Kiket.Portal.Submissions.NeededDocuments.Field(kind))}").Text();

    private async Task<IRenderedComponent<DocumentShelf>> OpenAsync(Guid draft)
    {
        SignIn(Scenario.Ada);
        var view = await Scenario.ViewAsync(draft);
        return Render<DocumentShelf>(parameters => parameters
            .Add(part => part.Submission, view.Submission)
            .Add(part => part.Reason, view.Readiness.DocumentsReason)
            .Add(part => part.Problems, view.Readiness.Missing)
            .Add(part => part.Actor, Scenario.Ada)
            .Add(part => part.Changed, () => Task.CompletedTask));
    }
}
