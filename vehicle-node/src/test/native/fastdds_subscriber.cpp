/*
 * The same subscriber as ros_subscriber.c on eProsima Fast DDS, the middleware most ROS 2 releases use by default.
 * The types are read with Fast CDR, as ROS 2's own type support does.
 */
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include <fastcdr/Cdr.h>
#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/subscriber/qos/DataReaderQos.hpp>
#include <fastdds/dds/topic/TopicDataType.hpp>
#include <fastdds/dds/topic/TypeSupport.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>

using namespace eprosima::fastdds::dds;
using eprosima::fastrtps::rtps::InstanceHandle_t;
using eprosima::fastrtps::rtps::SerializedPayload_t;

template <typename T>
class Type : public TopicDataType
{
public:
  explicit Type(const char *name)
  {
    setName(name);
    m_typeSize = 70000;
    m_isGetKeyDefined = false;
  }
  bool serialize(void *, SerializedPayload_t *) override { return false; }
  bool deserialize(SerializedPayload_t *payload, void *data) override
  {
    eprosima::fastcdr::FastBuffer buffer(reinterpret_cast<char *>(payload->data), payload->length);
    eprosima::fastcdr::Cdr cdr(buffer, eprosima::fastcdr::Cdr::DEFAULT_ENDIAN, eprosima::fastcdr::Cdr::DDS_CDR);
    cdr.read_encapsulation();
    return static_cast<T *>(data)->read(cdr);
  }
  std::function<uint32_t()> getSerializedSizeProvider(void *) override
  {
    return [] { return 70000u; };
  }
  bool getKey(void *, InstanceHandle_t *, bool) override { return false; }
  void *createData() override { return new T; }
  void deleteData(void *data) override { delete static_cast<T *>(data); }
};

struct Text
{
  std::string data;
  bool read(eprosima::fastcdr::Cdr &cdr)
  {
    cdr >> data;
    return true;
  }
};

struct Twist
{
  double value[6];
  bool read(eprosima::fastcdr::Cdr &cdr)
  {
    for (double &each : value)
      cdr >> each;
    return true;
  }
};

static long long now()
{
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

static DataReader *reader(DomainParticipant *participant, Subscriber *subscriber, TypeSupport type,
                          const std::string &name, bool transient)
{
  type.register_type(participant);
  Topic *topic = participant->create_topic(name, type.get_type_name(), TOPIC_QOS_DEFAULT);
  DataReaderQos qos = DATAREADER_QOS_DEFAULT;
  qos.reliability().kind = RELIABLE_RELIABILITY_QOS;
  qos.durability().kind = transient ? TRANSIENT_LOCAL_DURABILITY_QOS : VOLATILE_DURABILITY_QOS;
  qos.history().kind = KEEP_LAST_HISTORY_QOS;
  qos.history().depth = 100;
  qos.endpoint().history_memory_policy = eprosima::fastrtps::rtps::PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
  DataReader *made = subscriber->create_datareader(topic, qos);
  if (made == nullptr)
    exit(1);
  return made;
}

int main(int argc, char **argv)
{
  if (argc != 4)
    return 2;
  DomainParticipantQos qos = PARTICIPANT_QOS_DEFAULT;
  auto loopback = std::make_shared<eprosima::fastdds::rtps::UDPv4TransportDescriptor>();
  loopback->interfaceWhiteList.emplace_back("127.0.0.1");
  qos.transport().user_transports.push_back(loopback);
  qos.transport().use_builtin_transports = false;
  // The vehicle's participant is on one of the first unicast ports of the domain (7400 + 250 d + 10 + 2 i).
  for (uint32_t i = 0; i < 8; i++) {
    eprosima::fastrtps::rtps::Locator_t peer;
    eprosima::fastrtps::rtps::IPLocator::createLocator(LOCATOR_KIND_UDPv4, "127.0.0.1",
                                                       7410 + 250 * atoi(argv[1]) + 2 * i, peer);
    qos.wire_protocol().builtin.initialPeersList.push_back(peer);
  }
  DomainParticipant *participant =
      DomainParticipantFactory::get_instance()->create_participant(atoi(argv[1]), qos);
  if (participant == nullptr)
    return 1;
  Subscriber *subscriber = participant->create_subscriber(SUBSCRIBER_QOS_DEFAULT);
  std::string prefix = std::string("rt") + argv[2];
  DataReader *alerts = reader(participant, subscriber, TypeSupport(new Type<Text>("std_msgs::msg::dds_::String_")),
                              prefix + "v2x/alert", strcmp(argv[3], "transient") == 0);
  DataReader *twists = reader(participant, subscriber,
                              TypeSupport(new Type<Twist>("geometry_msgs::msg::dds_::Twist_")), prefix + "cmd_vel", false);
  printf("listening\n");
  fflush(stdout);
  for (;;) {
    bool some = false;
    SampleInfo info;
    Text text;
    if (alerts->take_next_sample(&text, &info) == ReturnCode_t::RETCODE_OK) {
      some = true;
      if (info.valid_data)
        printf("alert %lld %s\n", now(), text.data.c_str());
      else
        printf("alert-writer-gone\n");
    }
    Twist twist;
    if (twists->take_next_sample(&twist, &info) == ReturnCode_t::RETCODE_OK) {
      some = true;
      if (info.valid_data)
        printf("twist %lld %g %g %g %g %g %g\n", now(), twist.value[0], twist.value[1], twist.value[2], twist.value[3],
               twist.value[4], twist.value[5]);
    }
    if (some)
      fflush(stdout);
    else
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}
