using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Files;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using SkiaSharp;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class ScreenshotShelfTests : ScenarioContext
{
    [Fact]
    public async Task Without_pictures_it_says_what_to_do_and_what_is_taken()
    {
        var shelf = await OpenAsync(await Scenario.ReadyAsync());

        Assert.Contains("0 of 8", shelf.Find("h3").TextContent, StringComparison.Ordinal);
        Assert.Contains("Drop screenshots here, paste them, or choose files.", shelf.Find(".upload-target").TextContent, StringComparison.Ordinal);
        Assert.Contains("PNG, JPEG or WebP, 5 MiB", shelf.Find(".upload-target").TextContent, StringComparison.Ordinal);
        Assert.True(shelf.Find("input[type=file]").HasAttribute("multiple"));
        Assert.Empty(shelf.FindAll(".shot"));
    }

    [Fact]
    public async Task A_missing_caption_is_told_at_its_field_and_what_is_typed_is_saved()
    {
        var draft = await Scenario.ReadyAsync();
        var shot = Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.Screenshot, Pictures.Png()));
        var shelf = await OpenAsync(draft);

        Assert.Equal("true", shelf.Find(".shot input").GetAttribute("aria-invalid"));
        Assert.Contains("Add a caption that says what screenshot 1 shows", shelf.Find(".shot .kp-field-error").TextContent, StringComparison.Ordinal);

        await shelf.Find(".shot input").InputAsync("The inbox with three rules");
        await shelf.Find(".shot input").BlurAsync(new());

        Assert.Equal("The inbox with three rules", (await Scenario.FindAsync(draft)).Screenshots.Single(saved => saved.UploadId == shot.UploadId).Caption);
        await ShowAsync(shelf, draft);
        Assert.Empty(shelf.FindAll(".shot .kp-field-error"));
        Assert.Equal("The inbox with three rules", shelf.Find(".shot img").GetAttribute("alt"));
    }

    [Fact]
    public async Task Two_removed_pictures_come_back_one_by_one()
    {
        var draft = await Scenario.ReadyAsync();
        var first = await Scenario.CaptionedAsync(draft, "First");
        await Scenario.CaptionedAsync(draft, "Second", Pictures.Png(1300, 800));
        var shelf = await OpenAsync(draft);
        await shelf.Find("[aria-label='Remove screenshot 1']").ClickAsync(new());
        await ShowAsync(shelf, draft);
        await shelf.Find("[aria-label='Remove screenshot 1']").ClickAsync(new());
        await ShowAsync(shelf, draft);
        Assert.Empty((await Scenario.FindAsync(draft)).Screenshots);

        await shelf.Find("[aria-label='Undo. Removed “First”.']").ClickAsync(new());

        Assert.Equal(first, Assert.Single((await Scenario.FindAsync(draft)).Screenshots).UploadId);
        Assert.Single(shelf.FindAll("[aria-label='Undo. Removed “Second”.']"));
    }

    [Fact]
    public async Task A_caption_that_a_colleague_changed_lets_the_person_choose()
    {
        var draft = await Scenario.ReadyAsync();
        var shot = await Scenario.CaptionedAsync(draft, "First");
        var shelf = await OpenAsync(draft);
        await shelf.Find(".shot input").InputAsync("Mine");
        Scenario.Done(await Scenario.Get<CaptionPicture>().RunAsync(draft, shot, "Theirs", "First", Scenario.Ben, CancellationToken.None));

        await shelf.Find(".shot input").BlurAsync(new());

        shelf.WaitForAssertion(() => Assert.Contains(
            "A colleague changed this caption",
            shelf.Find(".shot [role=alert]").TextContent,
            StringComparison.Ordinal));
        Assert.Equal("Theirs", (await Scenario.FindAsync(draft)).Screenshots[0].Caption);
        await shelf.FindAll(".shot button").Single(button => button.TextContent == "Keep mine").ClickAsync(new());
        Assert.Equal("Mine", (await Scenario.FindAsync(draft)).Screenshots[0].Caption);
    }

    [Fact]
    public async Task Buttons_change_the_order_and_say_so()
    {
        var draft = await Scenario.ReadyAsync();
        var first = await Scenario.CaptionedAsync(draft, "One", Pictures.Png(400, 300, SKColors.Green));
        var second = await Scenario.CaptionedAsync(draft, "Two", Pictures.Png(400, 300, SKColors.Gold));
        var shelf = await OpenAsync(draft);
        Assert.Equal("true", shelf.Find("[aria-label='Move screenshot 1 earlier']").GetAttribute("aria-disabled"));

        await shelf.Find("[aria-label='Move screenshot 1 earlier']").ClickAsync(new());
        await shelf.Find("[aria-label='Move screenshot 1 later']").ClickAsync(new());

        Assert.Equal([second, first], (await Scenario.FindAsync(draft)).Screenshots.Select(shot => shot.UploadId));
        Assert.Contains(shelf.FindAll("[role=status]"), status => status.TextContent.Contains("number 2 of 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_that_is_dragged_onto_another_takes_its_place()
    {
        var draft = await Scenario.ReadyAsync();
        var first = await Scenario.CaptionedAsync(draft, "One", Pictures.Png(400, 300, SKColors.Green));
        var second = await Scenario.CaptionedAsync(draft, "Two", Pictures.Png(400, 300, SKColors.Gold));
        var third = await Scenario.CaptionedAsync(draft, "Three", Pictures.Png(400, 300, SKColors.Gray));
        var shelf = await OpenAsync(draft);

        await shelf.FindAll(".shot-picture")[2].DragStartAsync(new());
        await shelf.FindAll(".shot")[0].DropAsync(new());

        Assert.Equal([third, first, second], (await Scenario.FindAsync(draft)).Screenshots.Select(shot => shot.UploadId));
    }

    [Fact]
    public async Task A_removed_picture_comes_back_with_its_caption()
    {
        var draft = await Scenario.ReadyAsync();
        await Scenario.CaptionedAsync(draft, "Back again");
        var shelf = await OpenAsync(draft);

        await shelf.Find("[aria-label='Remove screenshot 1']").ClickAsync(new());
        Assert.Empty((await Scenario.FindAsync(draft)).Screenshots);
        Assert.Contains("Removed “Back again”", shelf.Find(".removed").TextContent, StringComparison.Ordinal);

        await shelf.Find(".removed button").ClickAsync(new());
        Assert.Equal("Back again", Assert.Single((await Scenario.FindAsync(draft)).Screenshots).Caption);
    }

    [Fact]
    public async Task What_is_no_longer_possible_is_told_and_nothing_is_lost()
    {
        var draft = await Scenario.ReadyAsync();
        await Scenario.CaptionedAsync(draft, "Kept");
        var shelf = await OpenAsync(draft);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        await shelf.Find("[aria-label='Remove screenshot 1']").ClickAsync(new());

        Assert.Contains("in review and cannot be changed", shelf.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Single((await Scenario.FindAsync(draft)).Screenshots);
    }

    [Theory]
    [InlineData(1280, 720, "width: 100%; height: 100%")]
    [InlineData(640, 720, "top: 0; left: 0; width: 100%; height: 50%")]
    [InlineData(1280, 360, "width: 50%; left: 25%")]
    public async Task A_frame_shows_what_the_gallery_will_cut(int width, int height, string style)
    {
        var draft = await Scenario.ReadyAsync();
        await Scenario.CaptionedAsync(draft, "Framed", Pictures.Png(width, height));

        Assert.Contains(style, (await OpenAsync(draft)).Find(".shot-guide").GetAttribute("style"), StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<ScreenshotShelf>> OpenAsync(Guid draft)
    {
        SignIn(Scenario.Ada);
        var view = await Scenario.ViewAsync(draft);
        IRenderedComponent<ScreenshotShelf>? shelf = null;
        shelf = Render<ScreenshotShelf>(parameters => parameters
            .Add(part => part.Submission, view.Submission)
            .Add(part => part.Problems, view.Readiness.Missing)
            .Add(part => part.Actor, Scenario.Ada)
            .Add(part => part.Changed, () => shelf is null ? Task.CompletedTask : ShowAsync(shelf, draft)));
        return shelf;
    }

    private async Task ShowAsync(IRenderedComponent<ScreenshotShelf> shelf, Guid draft)
    {
        var view = await Scenario.ViewAsync(draft);
        shelf.Render(parameters => parameters.Add(part => part.Submission, view.Submission).Add(part => part.Problems, view.Readiness.Missing));
    }
}
