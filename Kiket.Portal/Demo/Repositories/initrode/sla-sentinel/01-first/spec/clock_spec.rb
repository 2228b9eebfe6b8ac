RSpec.describe "the clock" do
  it "stands still at night" do
    expect(working_minutes("17:00", "08:00")).to eq(0)
  end
end
