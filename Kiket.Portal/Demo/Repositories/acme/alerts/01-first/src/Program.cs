using Kiket.Sdk;

var extension = KiketExtension.Create(args);

extension.On("issue.created", async (payload, context) =>
{
    var priority = payload.Issue.Priority;
    if (!Filter.Announces(priority, context.Settings))
    {
        return Reply.Allow();
    }

    var thread = await context.Chat.PostAsync(context.Settings.Channel, payload);
    return Reply.Allow().WithOutput("thread_url", thread.Url);
});

extension.Run();
