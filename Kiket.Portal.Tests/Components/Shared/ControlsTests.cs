using Bunit;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Kiket.Portal.Tests.Components.Shared;

/// <summary>What people and screen readers get from a control, whichever library draws it.</summary>
public sealed class ControlsTests : PortalContext
{
    [Fact]
    public void A_field_is_tied_to_its_label_and_its_help()
    {
        var field = Render<TextInput>(set => set.Add(part => part.Id, "name").Add(part => part.Label, "Name").Add(part => part.Help, "Shown on the card."));

        var input = field.Find("input");
        Assert.Equal("Name", field.Find($"label[for='{input.Id}']").TextContent);
        Assert.Equal("Shown on the card.", field.Find($"#{input.GetAttribute("aria-describedby")}").TextContent);
    }

    [Fact]
    public void What_is_wrong_takes_the_place_of_the_help_and_is_announced()
    {
        var field = Render<TextInput>(set => set
            .Add(part => part.Id, "name").Add(part => part.Label, "Name").Add(part => part.Help, "Shown on the card.").Add(part => part.Error, "Too long."));

        var input = field.Find("input");
        var note = field.Find($"#{input.GetAttribute("aria-describedby")}");
        Assert.Equal(("Too long.", "alert", "true"), (note.TextContent, note.GetAttribute("role"), input.GetAttribute("aria-invalid")));
        Assert.DoesNotContain("Shown on the card.", field.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_keystroke_arrives_and_an_emptied_field_is_empty_text()
    {
        List<string> typed = [];
        var field = Render<TextInput>(set => set
            .Add(part => part.Id, "name").Add(part => part.Label, "Name").Add(part => part.Lines, 3).Add(part => part.ValueChanged, typed.Add));

        foreach (var text in new[] { "a", "ab", "" })
        {
            field.Find("textarea").Input(text);
        }

        Assert.Equal(["a", "ab", ""], typed);
    }

    [Fact]
    public void A_field_counts_what_is_used()
    {
        var field = Render<TextInput>(set => set
            .Add(part => part.Id, "name")
            .Add(part => part.Label, "Name")
            .Add(part => part.Value, "abc")
            .Add(part => part.MaxLength, 20)
            .Add(part => part.ShowsCount, true));

        Assert.Equal("3 / 20", field.Find(".kp-field-note").TextContent.Trim());
    }

    [Fact]
    public void A_text_that_is_too_long_for_a_counted_field_is_refused_and_not_cut()
    {
        var field = Render<TextInput>(set => set
            .Add(part => part.Id, "name")
            .Add(part => part.Label, "Name")
            .Add(part => part.Value, "abcdef")
            .Add(part => part.MaxLength, 5)
            .Add(part => part.ShowsCount, true));

        Assert.Equal("This has 6 characters; the limit is 5. Shorten it.", field.Find("#name-error").TextContent);
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        Assert.NotEqual("5", field.Find("input").GetAttribute("maxlength"));
    }

    [Fact]
    public void A_number_field_gives_the_number_or_nothing()
    {
        List<int?> given = [];
        var field = Render<NumberInput>(set => set.Add(part => part.Id, "hours").Add(part => part.Label, "Hours").Add(part => part.ValueChanged, given.Add));

        field.Find("input").Input("12");
        field.Find("input").Input("");

        Assert.Equal([12, null], given);
        Assert.Equal("Hours", field.Find("label[for=hours]").TextContent);
    }

    [Fact]
    public async Task A_list_shows_the_choice_and_gives_another()
    {
        RenderProviders();
        var given = "";
        var list = Render<SelectInput<string>>(set => set
            .Add(part => part.Id, "kind").Add(part => part.Label, "Kind").Add(part => part.Value, "").Add(part => part.Options, ["", "major"])
            .Add(part => part.Text, kind => kind == "" ? "Every kind" : "Major").Add(part => part.ValueChanged, kind => given = kind));
        Assert.Equal("Every kind", list.Find("input").GetAttribute("value"));
        Assert.Equal("Kind", list.Find("label[for=kind]").TextContent);

        await list.InvokeAsync(() => list.FindComponent<MudSelect<string>>().Instance.SelectOption("major"));

        Assert.Equal("major", given);
    }

    [Fact]
    public void A_check_box_says_what_it_is_and_takes_a_tick()
    {
        var ticked = false;
        var box = Render<CheckInput>(set => set.AddChildContent("Overdue only").Add(part => part.ValueChanged, value => ticked = value));

        box.Find("label input[type=checkbox]").Change(true);

        Assert.True(ticked);
        Assert.Equal("Overdue only", box.Find("label").TextContent.Trim());
    }

    [Fact]
    public void A_radio_group_has_the_same_name_after_a_reload()
    {
        var chosen = "";
        var group = Render<RadioInput<string>>(set => set
            .Add(part => part.Id, "model").Add(part => part.Value, "a").Add(part => part.Options, ["a", "b"]).Add(part => part.Option, option => option)
            .Add(part => part.ValueChanged, option => chosen = option).AddUnmatched("aria-label", "Price model"));

        group.FindAll("input[type=radio]")[1].Click();

        Assert.Equal("b", chosen);
        Assert.All(group.FindAll("input"), input => Assert.Equal("model", input.GetAttribute("name")));
        Assert.Equal("Price model", group.Find("[role=radiogroup]").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_busy_button_takes_no_press()
    {
        var pressed = 0;
        var button = Render<ActionButton>(set => set
            .AddChildContent("Save").Add(part => part.Busy, true).Add(part => part.OnClick, (MouseEventArgs _) => pressed++));

        Assert.True(button.Find("button").HasAttribute("disabled"));
        button.Find("button").Click();
        Assert.Equal(0, pressed);
    }

    [Fact]
    public void A_button_passes_on_its_name_and_looks_like_those_of_static_pages()
    {
        var button = Render<ActionButton>(set => set
            .AddChildContent("✕")
            .Add(part => part.Tone, ButtonTone.Danger)
            .Add(part => part.Submit, true)
            .AddUnmatched("aria-label", "Remove")).Find("button");

        Assert.Equal(("submit", "Remove"), (button.GetAttribute("type"), button.GetAttribute("aria-label")));
        Assert.Contains("kp-button-danger", button.ClassList);
    }
}
